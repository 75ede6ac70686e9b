package import ReadinessModel

/// Makes collectors of what the configuration says.
package struct CollectorFactory: Sendable {
    private let catalog: SeriesCatalog
    private let directory: String?
    private let report: @Sendable (CollectorSpecification, CollectorEvent) -> Void

    /// Makes a factory.
    ///
    /// - Parameters:
    ///   - catalog: the names readings may use.
    ///   - directory: where collectors keep how far they have come; nil where nothing is kept.
    ///   - report: takes what programs write to standard error, on their runs' threads.
    package init(
        catalog: SeriesCatalog,
        directory: String? = nil,
        report: @escaping @Sendable (CollectorSpecification, CollectorEvent) -> Void
    ) {
        self.catalog = catalog
        self.directory = directory
        self.report = report
    }

    /// The collector of a specification.
    package func collector(_ specification: CollectorSpecification) -> any Collector {
        switch specification.source {
        case .file(let path): FileCollector(specification, path: path, catalog: catalog)
        case .drop(let source): DropCollector(specification, source: source, catalog: catalog)
        case .tail(let path):
            TailCollector(specification, path: path, catalog: catalog, directory: directory)
        case .exec(let source):
            ExecCollector(specification, source: source, catalog: catalog, report: errors(specification))
        case .stream(let source):
            StreamCollector(specification, source: source, catalog: catalog, report: errors(specification))
        case .sqlite(let source):
            SQLiteCollector(specification, source: source, catalog: catalog, directory: directory)
        case .journal(let source):
            JournalCollector(specification, source: source, catalog: catalog, directory: directory)
        case .plugin(let source):
            PluginCollector(specification, source: source, catalog: catalog, report: errors(specification))
        case .metrics(let source): MetricsCollector(specification, source: source, catalog: catalog)
        case .push: PushedCollector(specification: specification)
        }
    }

    /// Takes what a collector's program writes to standard error.
    private func errors(_ specification: CollectorSpecification) -> @Sendable (ExecCollector.ErrorOutput) -> Void {
        { [report] output in
            switch output {
            case .line(let line): report(specification, .errorLine(line))
            case .suppressed(let count): report(specification, .errorLinesSuppressed(count))
            }
        }
    }
}
