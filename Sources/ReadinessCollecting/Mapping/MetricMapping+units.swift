import ReadinessModel

extension MetricMapping {
    /// Compares the units a source declares with those of the measures its samples become.
    ///
    /// What a number is counted in, multiplied by `scale`, must be what its measure is counted in. A rule that says
    /// `unit` has spoken for itself, and was checked when the configuration was read.
    ///
    /// - Parameter declared: the names of samples, and what they are counted in.
    /// - Returns: what is wrong and what to write instead; nil where all fit.
    func unitMistake(_ declared: [(name: String, unit: String)], _ catalog: SeriesCatalog) -> String? {
        for (name, unit) in declared {
            for (measure, target) in targets(of: name) where target.unit == nil {
                guard let id = catalog.measure(measure), let wanted = catalog.unit(of: id) else { continue }
                let given = Unit(unit)
                let factor = given.count(of: Unit(wanted))
                if let factor, (factor - target.scale).magnitude <= 1e-9 * factor.magnitude { continue }
                let scaled = target.scale == 1 ? "" : ", multiplied by \(target.scale)"
                let advice =
                    factor.map { "write scale: \($0) in its rule" }
                    ?? "write unit: \(wanted) in its rule if that is meant"
                return "'\(name)' is counted in \(unit)\(scaled), but measure '\(measure)' in \(wanted); \(advice)"
            }
        }
        return nil
    }

    /// The measures samples of a name may become, by rules in their order up to the first that takes all of them.
    private func targets(of name: String) -> [(measure: String, target: MappingRule.Target)] {
        var targets: [(String, MappingRule.Target)] = []
        for rule in rules where rule.name?.matches(name) != false {
            if let target = rule.target { targets.append((target.measure ?? name, target)) }
            if rule.labels.isEmpty { return targets }
        }
        if let measure = measures[name] ?? (rules.isEmpty ? name : nil) {
            targets.append((measure, MappingRule.Target()))
        }
        return targets
    }
}

extension SamplePattern {
    /// Whether a text is as the pattern says.
    fileprivate func matches(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }
}
