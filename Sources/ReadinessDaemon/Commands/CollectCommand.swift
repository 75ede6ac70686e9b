package import ReadinessCollecting
import ReadinessConfiguration
package import ReadinessModel

/// `readinessd collect NAME --once`: runs one collector and prints what it would deliver.
package enum CollectCommand {
    /// What is printed of a run.
    package enum Output: Sendable {
        /// The readings.
        case readings
        /// What became of every foreign sample, for people.
        case mapping
        /// The same for machines.
        case mappingJSON
    }

    /// Runs a collector of the configuration once, delivering nothing.
    ///
    /// - Returns: the exit status: 78 for a bad configuration, 64 for an unknown name, 1 for a failed run, 65 when
    ///   some lines could not be used.
    package static func run(name: String, layers: [String], output: Output = .readings) async -> Int32 {
        do {
            let configuration = try Configuration.load(layers: layers)
            guard let specification = configuration.collectors.first(where: { $0.name == name }) else {
                let names = configuration.collectors.map(\.name)
                let hint = name.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
                let known = names.isEmpty ? "none is configured" : "there are: \(names.joined(separator: ", "))"
                Terminal.complain("readinessd: no collector '\(name)'\(hint) (\(known))")
                return 64
            }
            let catalog = SeriesCatalog(configuration.model)
            let delivery = try await once(specification, catalog: catalog, explains: output != .readings)
            switch output {
            case .readings: Terminal.print(delivery.listing(catalog: catalog).trimmed)
            case .mapping: Terminal.print(MappingReport(delivery, catalog: catalog).text)
            case .mappingJSON: Terminal.print(MappingReport(delivery, catalog: catalog).json.trimmed)
            }
            return report(delivery)
        } catch let diagnostics as Diagnostics {
            return CheckCommand.refuse(diagnostics)
        } catch {
            Terminal.complain("readinessd: \(error)")
            return ExitStatus.failure
        }
    }

    /// One run within its deadline; standard error of a program passes through.
    package static func once(
        _ specification: CollectorSpecification,
        catalog: SeriesCatalog,
        explains: Bool = false
    ) async throws -> Delivery {
        try await runOnce(specification: specification, catalog: catalog, explains: explains) { specification, event in
            if case .errorLine(let line) = event { Terminal.complain("\(specification.name): \(line)") }
        }
    }

    private static func report(_ delivery: Delivery) -> Int32 {
        for reject in delivery.rejects { Terminal.complain("\(delivery.origin):\(reject)") }
        let ignored = delivery.ignored == 0 ? "" : ", \(delivery.ignored) samples of other metrics ignored"
        Terminal.complain(
            "\(delivery.readings.count) readings, \(delivery.rejectCounts.total) lines refused\(ignored)"
        )
        return delivery.rejectCounts.total == 0 ? ExitStatus.success : 65
    }
}

extension String {
    /// Without line ends at the end.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
