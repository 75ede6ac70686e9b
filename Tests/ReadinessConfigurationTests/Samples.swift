@testable import ReadinessConfiguration

/// Texts that tests load.
enum Samples {
    /// A model with every part of the language that this version has.
    static let model = #"""
        model: {id: self-reliance, title: Self-reliance of the enterprise, version: "2026.10"}
        entities:
          - id: enterprise
            title: Enterprise
            entities:
              - {id: plant-a, title: Plant A, kind: plant, weight: 3}
              - {id: depot-n, title: Northern repair depot, kind: depot, weight: {measure: present, else: 1/2}}
              - {id: NO, title: Institute of Norway, kind: institute}
        measures:
          produced:      {kind: counter, unit: items}
          planned:       {kind: gauge, unit: items, title: Planned output of seven days}
          orders_own:    {kind: event, unit: EUR, title: Maintenance orders done with own people}
          orders_all:    {kind: event, unit: EUR}
          designs_own:   {kind: gauge, unit: designs}
          designs_all:   {kind: gauge, unit: designs, pool: max}
          present:       {kind: gauge, unit: persons, lateness: 2d}
          required:      {kind: gauge, unit: persons}
        indicators:
          throughput:
            value: increase(produced[7d]) / planned
            applies-to: [plant]
            normalize: {goalposts: [0.5, 1.0]}
            stale-after: 36h
          organic-maintenance:
            title: "Maintenance: by own people"
            value: |
              sum(orders_own[365d])
                / sum(orders_all[365d])
            applies-to: [plant, depot]
            normalize: {goalposts: [0, 1], truncate: false}
            missing: hold
            expires-after: 1y1w
            roll-up: scores
          design-ownership:
            value: designs_own / designs_all
            unit: share
            applies-to: [institute]
            normalize: {log-goalposts: [0.01, 1]}
            missing: worst
          personnel-fill:
            value: present / required
            normalize: {steps: [[0, 0], [0.7, 40], [0.8, 70], [0.9, 100]]}
          spare-people:
            value: present - required
            normalize: {target: [-10, 0, 50]}
            cost: 1250.5
          staff-table:
            value: present * 1e-3
            normalize: {table: [[0, 0], [1, 33.3], [5, 100]]}
            roll-up: none
        index:
          id: self-reliance
          aggregate: geometric
          coverage: 2/3
          floor: 0.5
          children:
            - {id: production, weight: 2, aggregate: arithmetic, children: [throughput]}
            - {id: maintenance, required: true, children: [organic-maintenance]}
            - {id: design, coverage: 90%, children: [design-ownership], applies-to: [NO]}
            - id: personnel
              title: People
              weight: 0.25
              aggregate: min
              children:
                - personnel-fill
                - {id: spare-people, weight: 2/3, required: true, title: Spare}
                - staff-table
        bands: [{name: red, from: 0}, {name: amber, from: 50}, {name: green, from: 75}]
        roadmap:
          - node: self-reliance
            entity: enterprise
            baseline: {at: 2026-01-01, score: 48}
            milestones:
              - {by: 2028-12-31, score: 65.5, owner: planning, budget: 12000000000, title: "First: ?"}
              - {by: 2030-12-31, score: 80}
        """#

    /// Collectors for the model.
    static let collectors = #"""
        collectors:
          personnel:
            kind: file
            path: readings/personnel.csv
            format: csv
            interval: 30s
            separator: ";"
            columns: {time: when, entity: site, measure: what, value: number}
          production:
            kind: file
            path: /var/lib/production/wide.csv
            format: csv-wide
            entity: iso3
            time: {column: year, format: year}
            measures: {made: produced, "plan, total": planned}
          depot:
            kind: exec
            command: [/bin/sh, scripts/depot.sh, "", no]
            directory: .
            environment: {LANG: C, TZ: "12:30"}
            output-limit: 1MiB
            deadline: 5s
            format: json-lines
          nodes:
            kind: exec
            command: bin/scrape
            directory: work
            format: prometheus
            metrics: {node_people: present}
            entity-label: instance
            entity: plant-a
        """#

    /// Settings, none at its default.
    static let settings = """
        status-socket: /run/other/status
        evaluate-every: 1m
        journal: {score-step: 0.3}
        history: {path: /srv/history.sqlite}
        limits: {connections: 100, connections-per-user: 10, message: 1MiB, subscriber-buffer: 64KiB}
        log-level: debug
        """

    /// The whole of them.
    static let files = [
        ConfigurationFile(path: "readinessd.yaml", kind: .settings, text: settings),
        ConfigurationFile(path: "model.d/10-sample.yaml", kind: .model, text: model),
        ConfigurationFile(path: "collectors.d/10-sample.yaml", kind: .collectors, text: collectors),
    ]
}

/// The diagnostics of one file, each as its line of text; those of a file without mistakes are its warnings.
func diagnostics(_ text: String, _ kind: ConfigurationFile.Kind = .model) -> [String] {
    diagnostics([ConfigurationFile(path: "m.yaml", kind: kind, text: text)])
}

/// The diagnostics of some files.
func diagnostics(_ files: [ConfigurationFile]) -> [String] {
    do throws(Diagnostics) {
        return try Configuration.load(files: files).warnings.map(\.description)
    } catch {
        return error.all.map(\.description)
    }
}
