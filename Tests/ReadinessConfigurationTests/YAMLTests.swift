import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// What goes wrong before anything has a meaning.
@Suite struct YAMLTests {
    private func reading(bytes: [UInt8]) -> [String] {
        diagnostics(
            [ConfigurationFile(path: "m.yaml", kind: .model, directory: "/", bytes: bytes)]
        )
    }

    @Test(arguments: [
        ("", []),
        ("# nothing yet\n", []),
        ("---\n", []),
        ("\u{feff}bands:\n", []),
        ("bands: []\r\n# end\r\n", []),
        ("model:\n\tid: m\n", ["2:1: error: a tab may not indent YAML; use spaces"]),
        (
            "bands: []\n---\nbands: []\n",
            ["2:1: error: a second document begins here; a file holds one, put the other in a file of its own"]
        ),
        (
            "model: {id: m\n",
            ["1:14: error: not valid YAML: did not find expected ',' or '}', while parsing a flow mapping"]
        ),
        (
            "model: [\"a\n\n",
            ["1:11: error: not valid YAML: found unexpected end of stream, while scanning a quoted scalar"]
        ),
        (
            "model: {id: m, title: a}: b\n",
            ["1:25: error: a second ': ' in one line; put the text in quotes, or the key on a line of its own"]
        ),
        (
            "model:\n  title: a: b\n",
            ["2:11: error: a second ': ' in one line; put the text in quotes, or the key on a line of its own"]
        ),
        ("model:\n  title: @a\n", ["2:10: error: a value may not begin with '@'; put it in quotes"]),
        (
            "model:\n  title: a\n version: 1\n",
            [
                "3:2: error: not valid YAML: did not find expected key, while parsing a block mapping that begins in line 1"
            ]
        ),
        (
            "just text\n",
            [
                "1:1: error: a model file must be a mapping of keys (model, entities, measures, indicators, index, gates, ...), not 'just text'"
            ]
        ),
        (
            "- a\n",
            [
                "1:1: error: a model file must be a mapping of keys (model, entities, measures, indicators, index, gates, ...), not a list"
            ]
        ),
        ("? [a]\n: b\n", ["1:3: error: a key must be plain text"]),
        ("model: {id: m, title: \"\\0\"}\n", ["1:23: error: text may not contain the character U+0000"]),
        ("model: {id: m, title: \u{7}}\n", ["1:23: error: the character U+7 may not stand in YAML"]),
        ("%YAML 3.0\n---\nbands: []\n", ["1:1: error: not valid YAML: found incompatible YAML document"]),
    ])
    func formIsReported(_ text: String, _ expected: [String]) {
        #expect(diagnostics(text) == expected.map { "m.yaml:\($0)" })
    }

    @Test func bytesThatAreNotTextAreReported() {
        #expect(
            reading(bytes: Array("model:\n  title: é".utf8.dropLast())) == [
                "m.yaml:2:10: error: the file is not UTF-8; save it as UTF-8"
            ]
        )
        #expect(
            reading(bytes: Array("a: ä\nb: ".utf8) + [0xe4, 0x62, 0x63, 0x64, 0x65]) == [
                "m.yaml:2:4: error: the file is not UTF-8; save it as UTF-8"
            ]
        )
        #expect(
            reading(bytes: [0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0xff, 0x00]) == [
                "m.yaml:1:7: error: the file is not text"
            ]
        )
        #expect(reading(bytes: [0x00, 0x00]) == ["m.yaml:1:1: error: the character U+0 may not stand in YAML"])
        #expect(reading(bytes: [0xff, 0xfe, 0x61, 0x00]) == ["m.yaml:1:1: error: the file is not text"])
    }

    @Test func duplicateKeysAreReportedAtTheSecondAndTheRestIsChecked() {
        let text = """
            measures:
              a: {kind: gauge, kind: event, unit: x, "kind": counter}
              b: {kind: level}
              # a comment
              "a": {}
              c: {
                unit: x,
                unit: y
              }
            bands: [{name: red, from: 0, name: blue}]
            measures: {}
            """
        #expect(
            diagnostics(text) == [
                "m.yaml:2:20: error: duplicate key 'kind'; it stands already in line 2",
                "m.yaml:2:42: error: duplicate key 'kind'; it stands already in line 2",
                "m.yaml:3:13: error: unknown kind 'level'; write one of gauge, counter, event",
                "m.yaml:5:3: error: duplicate key 'a'; it stands already in line 2",
                "m.yaml:8:5: error: duplicate key 'unit'; it stands already in line 7",
                "m.yaml:10:30: error: duplicate key 'name'; it stands already in line 10",
                "m.yaml:11:1: error: duplicate key 'measures'; it stands already in line 1",
            ]
        )
    }

    @Test func aliasesStandForWhatTheyName() throws {
        let text = """
            entities: [&site {id: a, kind: plant}]
            measures: {x: &gauge {kind: gauge, unit: &unit "*m"}, y: *gauge, z: {unit: *unit}}
            indicators:
              one: {value: x *y * z, normalize: &full {goalposts: [0, 1]}}
              two: {value: "x*y", normalize: *full}
            """
        let model = try Configuration.load(files: [ConfigurationFile(path: "m", kind: .model, text: text)]).model
        #expect(model.measures.map(\.unit) == ["*m", "*m", "*m"])
        #expect(model.indicators.map(\.valueText) == ["x *y * z", "x*y"])
        #expect(model.indicators[0].normalisation == model.indicators[1].normalisation)
    }

    @Test(arguments: [
        ("bands: &a [*a]\n", ["1:12: error: the alias '*a' stands inside what it names"]),
        ("bands: [*a]\n", ["1:9: error: no anchor '&a' stands before this alias"]),
        ("bands: [&a x, &a y, *a]\n", ["1:15: error: the anchor '&a' is given twice; rename one"]),
        ("model: &a {id: m}\n*a : 1\n", ["2:1: error: a key must be plain text"]),
        (
            "measures: {x: &m {kind: level}, y: *m}\n",
            ["1:25: error: unknown kind 'level'; write one of gauge, counter, event"]
        ),
    ])
    func aliasesAreChecked(_ text: String, _ expected: [String]) {
        let found = diagnostics(text)
        #expect(expected.map { "m.yaml:\($0)" }.allSatisfy(found.contains), "\(found)")
    }

    @Test func depthIsLimited() {
        let nested = { (depth: Int) in
            "bands: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(diagnostics(nested(62)).allSatisfy { !$0.contains("deep") })
        #expect(diagnostics(nested(64)) == ["m.yaml:1:71: error: nested more than 64 deep"])
        for depth in [999, 5000, 100_000] {
            #expect(diagnostics(nested(depth)).contains { $0.contains("deep") })
            #expect(!diagnostics("bands: " + String(repeating: "[", count: depth)).isEmpty)
            #expect(!diagnostics("bands:\n" + String(repeating: "- ", count: depth) + "x").isEmpty)
        }
    }

    @Test func aliasesCannotGrowWithoutBound() {
        var laughs = "bands:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            laughs += "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        let found = diagnostics(laughs)
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasSuffix("error: more than 1000000 values; aliases multiply them") })

        var chain = "bands:\n- &a0 x\n"
        for level in 1...20_000 { chain += "- &a\(level) [*a\(level - 1)]\n" }
        #expect(diagnostics(chain) == ["m.yaml:64:9: error: nested more than 64 deep"])

        var keys = "bands: {}\n? &a0 x\n: 1\n"
        for level in 1...60 { keys += "? &a\(level) [*a\(level - 1), *a\(level - 1)]\n: 1\n" }
        #expect(diagnostics(keys) == ["m.yaml:4:3: error: a key must be plain text"])
    }

    @Test func excerptsPointAtTheToken() throws {
        let text = """
            measures: {made: {kind: counter}}
            indicators:
              one:
                value: increase(made[7d]) + 2 * määde - nothing
                normalize: {goalposts: [0, 1]}
            """
        do throws(Diagnostics) {
            _ = try Configuration.load(files: [ConfigurationFile(path: "m.yaml", kind: .model, text: text)])
            Issue.record("the mistake was not found")
        } catch {
            #expect(
                error.rendered() == """
                    m.yaml:4:38: error: unexpected 'ä'
                        value: increase(made[7d]) + 2 * määde - nothing
                                                         ^
                    """
            )
        }
        do throws(Diagnostics) {
            let plain = text.replacing("määde", with: "maade")
            _ = try Configuration.load(files: [ConfigurationFile(path: "m.yaml", kind: .model, text: plain)])
            Issue.record("the mistake was not found")
        } catch {
            #expect(
                error.rendered() == """
                    m.yaml:4:37: error: unknown measure 'maade'; did you mean 'made'?
                        value: increase(made[7d]) + 2 * maade - nothing
                                                        ^~~~~
                    m.yaml:4:45: error: unknown measure 'nothing'
                        value: increase(made[7d]) + 2 * maade - nothing
                                                                ^~~~~~~
                    """
            )
            #expect(error.errors.map(\.code) == ["bad-expression", "bad-expression"])
        }
    }

    @Test func colourMarksSeverityAndCaret() {
        let diagnostic = Diagnostic(
            file: "m",
            line: 1,
            column: 2,
            severity: .warning,
            code: "x",
            message: "odd",
            excerpt: "abc\n ^"
        )
        #expect(render(diagnostic, colour: false) == "m:1:2: warning: odd\nabc\n ^")
        #expect(
            render(diagnostic, colour: true)
                == "\u{1b}[1mm:1:2:\u{1b}[0m \u{1b}[1;35mwarning:\u{1b}[0m \u{1b}[1modd\u{1b}[0m\nabc\n\u{1b}[1;32m ^\u{1b}[0m"
        )
    }
}
