import Testing

@testable import ReadinessConfiguration

@Suite struct CollectorMistakeTests {
    private static let model = """
        entities:
          - {id: top, entities: [{id: a}, {id: b}]}
        measures: {made: {}, plan: {}}
        indicators:
          rate: {value: made / plan, normalize: {goalposts: [0, 1]}}
        index: {id: root, children: [rate]}
        """

    private func diagnostics(_ collectors: String) -> [String] {
        ReadinessConfigurationTests.diagnostics([
            ConfigurationFile(path: "m.yaml", kind: .model, text: Self.model),
            ConfigurationFile(path: "c.yaml", kind: .collectors, text: collectors),
        ])
    }

    @Test(arguments: [
        ("x: {kind: file, path: p, format: csv}", []),
        ("x: {kind: file, path: p, format: json-lines, interval: 5s}", []),
        (
            "X: {kind: file, path: p, format: csv}",
            ["2:2: error: 'X' cannot name a collector; use up to 64 of a-z, 0-9 and -, not first -"]
        ),
        (
            "../x: {kind: file, path: p, format: csv}",
            ["2:2: error: '../x' cannot name a collector; use up to 64 of a-z, 0-9 and -, not first -"]
        ),
        ("x: {path: p, format: csv}", ["2:2: error: collector 'x' has no 'kind'; write kind: file"]),
        ("x: {kind: file, path: p}", ["2:2: error: collector 'x' has no 'format'; write format: csv"]),
        (
            "x: {kind: file, format: csv}",
            ["2:2: error: collector 'x' has no 'path'; write path: readings/personnel.csv"]
        ),
        (
            "x: {kind: exec, format: csv}",
            ["2:2: error: collector 'x' has no 'command'; write command: [/bin/sh, scripts/depot.sh]"]
        ),
        ("x: {kind: files, path: p, format: csv}", ["2:12: error: unknown kind 'files'; did you mean 'file'?"]),
        (
            "x: {kind: file, path: p, format: xml}",
            [
                "2:35: error: unknown format 'xml'; write one of csv, csv-wide, json-lines, prometheus, "
                    + "openmetrics, influx, nagios, collectd, netdata"
            ]
        ),
        (
            "x: {kind: file, path: p, format: csv, command: [a]}",
            ["2:40: error: 'command' belongs to kind exec, not to file"]
        ),
        (
            "x: {kind: exec, path: p, command: a, format: csv}",
            ["2:18: error: 'path' belongs to kind file, not to exec"]
        ),
        ("x: {kind: exec, command: [], format: csv}", ["2:27: error: 'command' is empty; it needs a program"]),
        ("x: {kind: exec, command: [\"\"], format: csv}", ["2:27: error: 'command' is empty; it needs a program"]),
        ("x: {kind: exec, command: [a, [b]], format: csv}", ["2:31: error: an argument must be text, not a list"]),
        (
            "x: {kind: exec, command: a, environment: {1A: b}, format: csv}",
            ["2:44: error: '1A' cannot name a variable; use letters, digits and _, not first a digit"]
        ),
        (
            "x: {kind: exec, command: a, environment: {A: [b]}, format: csv}",
            ["2:47: error: 'A' must be text, not a list"]
        ),
        (
            "x: {kind: exec, command: a, output-limit: 16MB, format: csv}",
            ["2:44: error: 'output-limit' must be a size of 1KiB to 1GiB, such as 16MiB, not '16MB'"]
        ),
        (
            "x: {kind: file, path: p, format: csv, interval: 5s, deadline: 6s}",
            ["2:64: error: 'deadline' 6s is longer than the interval 5s; runs would overlap"]
        ),
        (
            "x: {kind: file, path: p, format: csv, interval: 5}",
            ["2:50: error: 'interval' must be a span of 100ms to 1y1d, such as 30s, not '5'"]
        ),
        (
            "x: {kind: file, path: p, format: csv, intervall: 5s}",
            ["2:40: error: unknown key 'intervall' in collector 'x'; did you mean 'interval'?"]
        ),
        (
            "x: {kind: file, path: p, format: csv, metrics: {}}",
            [
                "2:40: error: 'metrics' belongs to formats of foreign samples (prometheus, openmetrics, influx, nagios, "
                    + "collectd, netdata), not to csv"
            ]
        ),
        (
            "x: {kind: file, path: p, format: prometheus, separator: \";\"}",
            ["2:47: error: 'separator' belongs to format csv and csv-wide, not to prometheus"]
        ),
        (
            "x: {kind: file, path: p, format: csv, separator: \"ab\"}",
            ["2:51: error: 'separator' must be one byte, such as \";\", but no quote or line end, not 'ab'"]
        ),
        (
            "x: {kind: file, path: p, format: csv, columns: {tiem: t}}",
            ["2:50: error: unknown key 'tiem' in 'columns'; did you mean 'time'?"]
        ),
        (
            "x: {kind: file, path: p, format: csv, columns: {time: value}}",
            ["2:49: error: two of 'columns' have one name; each needs its own"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide}",
            ["2:2: error: collector 'x' has no 'measures'; write measures: {COLUMN: MEASURE}"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide, measures: {}}",
            ["2:55: error: 'measures' is empty; name at least one COLUMN: MEASURE"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide, measures: {c: mode}}",
            ["2:59: error: unknown measure 'mode'; did you mean 'made'?"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide, measures: {c: made, d: made}}",
            ["2:68: error: measure 'made' has a column already; it can have one"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide, time: {format: year}, measures: {c: made}}",
            ["2:51: error: 'time' has no 'column'; write column: year"]
        ),
        (
            "x: {kind: file, path: p, format: csv-wide, time: {column: t, format: month}, measures: {c: made}}",
            ["2:71: error: unknown format 'month'; write one of automatic, year"]
        ),
        (
            "x: {kind: file, path: p, format: prometheus, metrics: {n: mad}}",
            ["2:60: error: unknown measure 'mad'; did you mean 'made'?"]
        ),
        (
            "x: {kind: file, path: p, format: prometheus, entity: c}",
            ["2:55: error: unknown entity 'c'; did you mean 'a'?"]
        ),
        (
            "x: {kind: file, path: p, format: prometheus, entity: top}",
            ["2:55: warning: entity 'top' has entities below it; readings belong to those and are ignored here"]
        ),
        (
            "x: {kind: exec, command: /bin/sh x.sh, format: csv}",
            ["2:27: warning: '/bin/sh x.sh' is taken for the name of one program; write a list to give arguments"]
        ),
        ("- x", ["2:2: error: 'collectors' must be a mapping of names, not a list"]),
    ])
    func isReported(_ collector: String, _ expected: [String]) {
        #expect(diagnostics("collectors:\n \(collector)") == expected.map { "c.yaml:\($0)" })
    }

    @Test func oneNameInTwoFilesIsReportedWithTheFirstPlace() {
        let text = "collectors: {x: {kind: file, path: p, format: csv}}"
        let found = ReadinessConfigurationTests.diagnostics([
            ConfigurationFile(path: "1.yaml", kind: .collectors, text: text),
            ConfigurationFile(path: "2.yaml", kind: .collectors, text: text),
        ])
        #expect(found == ["2.yaml:1:14: error: duplicate collector 'x'; it stands already at 1.yaml:1:14"])
    }
}
