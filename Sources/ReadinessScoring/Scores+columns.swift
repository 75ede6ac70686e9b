/// The columns of scores laid open for an evaluation: plain pointers, so that inner loops check nothing twice.
///
/// Valid only inside `Scores.withColumns`. Every index is `node x entityCount + entity` and in range by the plan.
struct ScoreColumns {
    let score: UnsafeMutablePointer<Double>
    let coverage: UnsafeMutablePointer<Double>
    let low: UnsafeMutablePointer<Double>
    let high: UnsafeMutablePointer<Double>
    let value: UnsafeMutablePointer<Double>
    let evidence: UnsafeMutablePointer<Int64>
    let reasons: UnsafeMutablePointer<UInt8>
    let remarks: UnsafeMutablePointer<UInt8>
    /// Scores before the caps; nil when there are no gates.
    let raw: UnsafeMutablePointer<Double>?
    /// Per node whether nothing is missing or remarkable, as in `ScoreStorage`.
    let isPlain: UnsafeMutablePointer<Bool>

    func setNotApplicable(_ cell: Int) {
        score[cell] = .nan
        value[cell] = .nan
        evidence[cell] = .max
        remarks[cell] = 0
        set(cell, coverage: .nan, low: .nan, high: .nan, reason: .notApplicable)
    }

    /// Scores a missing value 0, keeping its bounds and coverage open.
    func countWorst(_ cell: Int) {
        score[cell] = 0
        low[cell] = 0
        high[cell] = 1
        remarks[cell] |= Remarks.countedWorst.rawValue
    }

    /// Fills in what is the same in every cell of a node without anything missing or remarkable.
    func makePlain(_ node: Int, cells: Range<Int>) {
        guard !isPlain[node] else { return }
        (coverage + cells.lowerBound).update(repeating: 1, count: cells.count)
        (reasons + cells.lowerBound).update(repeating: Reason.none.rawValue, count: cells.count)
        (remarks + cells.lowerBound).update(repeating: 0, count: cells.count)
        isPlain[node] = true
    }

    /// Whether nothing is missing or remarkable of a cell.
    func isPlain(_ cell: Int) -> Bool {
        coverage[cell] == 1 && reasons[cell] == Reason.none.rawValue && remarks[cell] == 0
            && low[cell].bitPattern == score[cell].bitPattern && high[cell].bitPattern == score[cell].bitPattern
    }

    func set(_ cell: Int, coverage: Double, low: Double, high: Double, reason: Reason) {
        self.coverage[cell] = coverage
        self.low[cell] = low
        self.high[cell] = high
        reasons[cell] = reason.rawValue
    }
}

extension ScoreArrays {
    /// Calls `body` with the columns; nothing happens without cells.
    mutating func withColumns(_ body: (ScoreColumns) -> Void) {
        score.withUnsafeMutableBufferPointer { score in
            coverage.withUnsafeMutableBufferPointer { coverage in
                low.withUnsafeMutableBufferPointer { low in
                    high.withUnsafeMutableBufferPointer { high in
                        value.withUnsafeMutableBufferPointer { value in
                            evidence.withUnsafeMutableBufferPointer { evidence in
                                reasons.withUnsafeMutableBufferPointer { reasons in
                                    remarks.withUnsafeMutableBufferPointer { remarks in
                                        raw.withUnsafeMutableBufferPointer { raw in
                                            isPlain.withUnsafeMutableBufferPointer { isPlain in
                                                guard let score = score.baseAddress,
                                                    let coverage = coverage.baseAddress,
                                                    let low = low.baseAddress, let high = high.baseAddress,
                                                    let value = value.baseAddress,
                                                    let evidence = evidence.baseAddress,
                                                    let reasons = reasons.baseAddress,
                                                    let remarks = remarks.baseAddress,
                                                    let isPlain = isPlain.baseAddress
                                                else { return }
                                                body(
                                                    ScoreColumns(
                                                        score: score,
                                                        coverage: coverage,
                                                        low: low,
                                                        high: high,
                                                        value: value,
                                                        evidence: evidence,
                                                        reasons: reasons,
                                                        remarks: remarks,
                                                        raw: raw.baseAddress,
                                                        isPlain: isPlain
                                                    )
                                                )
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with the columns, which it must not write; nothing happens without cells.
    func withReading(_ body: (ScoreColumns) -> Void) {
        score.withUnsafeBufferPointer { score in
            coverage.withUnsafeBufferPointer { coverage in
                low.withUnsafeBufferPointer { low in
                    high.withUnsafeBufferPointer { high in
                        value.withUnsafeBufferPointer { value in
                            evidence.withUnsafeBufferPointer { evidence in
                                reasons.withUnsafeBufferPointer { reasons in
                                    remarks.withUnsafeBufferPointer { remarks in
                                        raw.withUnsafeBufferPointer { raw in
                                            isPlain.withUnsafeBufferPointer { isPlain in
                                                guard let score = score.baseAddress,
                                                    let coverage = coverage.baseAddress,
                                                    let low = low.baseAddress, let high = high.baseAddress,
                                                    let value = value.baseAddress,
                                                    let evidence = evidence.baseAddress,
                                                    let reasons = reasons.baseAddress,
                                                    let remarks = remarks.baseAddress,
                                                    let isPlain = isPlain.baseAddress
                                                else { return }
                                                body(
                                                    ScoreColumns(
                                                        score: UnsafeMutablePointer(mutating: score),
                                                        coverage: UnsafeMutablePointer(mutating: coverage),
                                                        low: UnsafeMutablePointer(mutating: low),
                                                        high: UnsafeMutablePointer(mutating: high),
                                                        value: UnsafeMutablePointer(mutating: value),
                                                        evidence: UnsafeMutablePointer(mutating: evidence),
                                                        reasons: UnsafeMutablePointer(mutating: reasons),
                                                        remarks: UnsafeMutablePointer(mutating: remarks),
                                                        raw: UnsafeMutablePointer(mutating: raw.baseAddress),
                                                        isPlain: UnsafeMutablePointer(mutating: isPlain)
                                                    )
                                                )
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
