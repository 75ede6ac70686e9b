import ReadinessModel

/// A made-up organisation of a given size: one enterprise, regions below it, plants below those, and an index of five
/// dimensions with ten indicators each.
///
/// Every measure is pooled by its mean, so that the scores of regions lie between the goalposts like those of plants:
/// sums over many plants would all be cut off at the best score, which is computed faster.
struct Organisation {
    /// The model.
    let model: Model
    /// The plants, the only entities that have readings.
    let plants: [EntityID]
    /// The measures, one for each indicator.
    let measures: [MeasureID]

    /// The number of indicators at all plants together.
    var indicatorCount: Int { plants.count * measures.count }

    /// Makes an organisation of `plantCount` plants in `regionCount` regions of equal size.
    init(plantCount: Int, regionCount: Int, dimensionCount: Int = 5, indicatorsPerDimension: Int = 10) {
        var model = Model(id: "benchmark", title: "Benchmark", version: "1")
        plants = Self.addEntities(plantCount: plantCount, regionCount: regionCount, to: &model)
        measures = Self.addIndicators(dimensionCount * indicatorsPerDimension, to: &model)
        Self.addNodes(dimensionCount, indicatorsPerDimension, to: &model)
        model.bands = [Band(name: "red", from: 0), Band(name: "amber", from: 0.5), Band(name: "green", from: 0.75)]
        self.model = model
    }

    private static func addEntities(plantCount: Int, regionCount: Int, to model: inout Model) -> [EntityID] {
        let plantsPerRegion = plantCount / regionCount
        let enterprise = EntityID(0)
        model.entities.append(Entity(id: "enterprise", descendantCount: regionCount * (plantsPerRegion + 1)))
        var plants: [EntityID] = []
        for regionNumber in 0..<regionCount {
            let region = EntityID(model.entities.count)
            model.entities.append(
                Entity(id: "region-\(regionNumber)", parent: enterprise, descendantCount: plantsPerRegion)
            )
            for plantNumber in 0..<plantsPerRegion {
                plants.append(EntityID(model.entities.count))
                model.entities.append(Entity(id: "plant-\(regionNumber)-\(plantNumber)", parent: region))
            }
        }
        return plants
    }

    private static func addIndicators(_ count: Int, to model: inout Model) -> [MeasureID] {
        (0..<count).map { number in
            let measure = MeasureID(number)
            model.measures.append(Measure(id: "measure_\(number)", pool: .mean))
            model.indicators.append(
                Indicator(
                    id: "indicator-\(number)",
                    value: .term(Term(measure: measure)),
                    valueText: "measure_\(number)",
                    normalisation: .goalposts(worst: 0, best: 100, truncate: true),
                    staleAfter: .seconds(86400)
                )
            )
            return measure
        }
    }

    /// Adds a geometric root over dimensions that are arithmetic and geometric in turn.
    private static func addNodes(_ dimensionCount: Int, _ indicatorsPerDimension: Int, to model: inout Model) {
        let stride = indicatorsPerDimension + 1
        let dimensions = (0..<dimensionCount).map { NodeID(1 + $0 * stride) }
        model.nodes.append(Node(id: "root", content: .index(index(.geometric, over: dimensions))))
        for (number, dimension) in dimensions.enumerated() {
            let children = (1...indicatorsPerDimension).map { NodeID(dimension.index + $0) }
            let method: Aggregate = number.isMultiple(of: 2) ? .arithmetic : .geometric
            model.nodes.append(
                Node(id: "dimension-\(number)", parent: NodeID(0), content: .index(index(method, over: children)))
            )
            for place in 0..<indicatorsPerDimension {
                let indicator = IndicatorID(number * indicatorsPerDimension + place)
                model.nodes.append(
                    Node(
                        id: model.indicators[indicator.index].id,
                        parent: dimension,
                        content: .indicator(indicator)
                    )
                )
            }
        }
    }

    private static func index(_ method: Aggregate, over children: [NodeID]) -> Node.Index {
        let coverage = Fraction(2, over: 3) ?? Fraction(whole: 1)
        return Node.Index(aggregate: method, coverage: coverage, floor: 0.01, children: children)
    }
}

extension Organisation {
    /// The moment everything is evaluated at.
    static let now = Timestamp(nanoseconds: 1_772_000_000_000_000_000)

    /// A reading between 1 and 99 of every measure at every plant, but for a share that is missing.
    ///
    /// - Parameters:
    ///   - missing: the share left out, 0 to 1.
    ///   - seed: what the values and the gaps are made from.
    func readings(missing: Double = 0, seed: UInt64 = 20_260_228) -> [Reading] {
        var numbers = Numbers(seed: seed)
        var readings: [Reading] = []
        readings.reserveCapacity(indicatorCount)
        for measure in measures {
            for plant in plants {
                let value = numbers.next(in: 1...99)
                guard numbers.next(in: 0...1) >= missing else { continue }
                readings.append(Reading(series: model.series(measure, at: plant), time: Self.now, value: value))
            }
        }
        return readings
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    /// Makes a sequence.
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The next number in a range.
    mutating func next(in range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}
