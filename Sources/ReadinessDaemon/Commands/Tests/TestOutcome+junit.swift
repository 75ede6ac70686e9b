extension TestOutcome {
    /// The outcome in JUnit's XML form, as continuous integration reads it: a suite a file, a case a case.
    var junit: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append(#"<testsuites name="readinessd test" tests="\#(passed + failed)" failures="\#(failed)">"#)
        for file in files {
            let failures = file.cases.count { !$0.isPassed }
            let seconds = Self.seconds(file.cases.reduce(.zero) { $0 + $1.duration })
            lines.append(
                #"  <testsuite name="\#(file.path.escaped)" tests="\#(file.cases.count)" failures="\#(failures)" "#
                    + #"errors="0" skipped="0" time="\#(seconds)">"#
            )
            for outcome in file.cases { lines += Self.element(outcome, in: file) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func element(_ outcome: CaseOutcome, in file: File) -> [String] {
        let start =
            #"    <testcase classname="\#(file.model.escaped)" name="\#(outcome.name.escaped)" "#
            + #"file="\#(file.path.escaped)" line="\#(outcome.line)" time="\#(seconds(outcome.duration))""#
        guard !outcome.isPassed else { return [start + "/>"] }
        let differences = outcome.failures.flatMap { failure in
            failure.differences.map { difference in
                "\(file.path):\(failure.line): \(failure.entity) \(failure.node): \(difference.what) "
                    + "expected \(difference.expected), actual \(difference.actual)"
            }
        }
        let first = differences.first ?? ""
        return [
            start + ">",
            #"      <failure message="\#(first.escaped)">\#(differences.joined(separator: "\n").escaped)</failure>"#,
            "    </testcase>",
        ]
    }

    private static func seconds(_ duration: Duration) -> String {
        Points.fixed(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18, decimals: 6)
    }
}

extension String {
    /// The text as XML may hold it; characters that XML cannot hold become a replacement character.
    fileprivate var escaped: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\n", "\t", "\r": text += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || (0xfffe...0xffff).contains(scalar.value): text += "\u{fffd}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
