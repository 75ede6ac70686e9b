import Testing
import Varlink

private let text = """
    # A file header

    # What it is for
    # in two lines.
    interface io.example-1.test

    # A kind.
    type Kind (low, high_end)
    type Node(
        # The name.
        name: string,
        kind: ?Kind, children: []Node)
    # [Requires 'more' flag]
    method Walk(root: ?Node, depth: ?int, limits: ?[string]float)->(node: Node, extra: any, raw: ?object)
    method Nothing() -> ()
    error Lost(place: (x: int, y: ?(left, right)))

    """

@Suite struct InterfaceParserTests {
    @Test func readsADefinition() throws {
        let interface = try InterfaceDescription(parsing: text)
        #expect(interface.name == "io.example-1.test")
        #expect(interface.text == text)
        #expect(interface.comment == "What it is for\nin two lines.")
        #expect(interface.members.map(\.name) == ["Kind", "Node", "Walk", "Nothing", "Lost"])
        #expect(interface.methodNames == ["Walk", "Nothing"])
        #expect(interface.members[2].comment == "[Requires 'more' flag]")
        #expect(interface.type("Kind") == .enumeration(["low", "high_end"]))
        #expect(interface.type("Node")?.description == "(name: string, kind: ?Kind, children: []Node)")
        #expect(interface.method("Walk")?.input.map(\.type.description) == ["?Node", "?int", "?[string]float"])
        #expect(interface.method("Nothing")?.output == [])
        #expect(interface.error("Lost")?.first?.type.description == "(x: int, y: ?(left, right))")
        guard case .structure(let fields) = interface.type("Node") else {
            Issue.record("Node is no structure")
            return
        }
        #expect(fields[0].comment == "The name.")
    }

    @Test func theBuiltInInterfaceIsComplete() {
        let service = InterfaceDescription.service
        #expect(service.name == "org.varlink.service")
        #expect(service.methodNames == ["GetInfo", "GetInterfaceDescription"])
        #expect(service.members.count == 9)
    }

    /// Words of the language may be names of fields and words of enumerations, as systemd has them.
    @Test func readsSystemdsMetrics() throws {
        let interface = try InterfaceDescription(
            parsing: """
                interface io.systemd.Metrics
                type MetricFamilyType( counter, gauge, string, object )
                # [Requires 'more' flag]
                method List() -> ( name: string, object: ?string, fields: ?object, value: any )
                method Describe() -> ( name: string, description: string, type: MetricFamilyType )
                error NoSuchMetric()
                """
        )
        #expect(interface.methodNames == ["List", "Describe"])
        try interface.check(output: ["name": "a.b.C", "value": 1, "fields": ["type": "user"]], of: "List")
        try interface.check(output: ["name": "a.b.C", "description": "", "type": "gauge"], of: "Describe")
    }

    @Test(arguments: [
        ("", 1, 1), ("interfac a.b", 1, 1), ("interface", 1, 10), ("interface a", 1, 11), ("interface 1.b", 1, 11),
        ("interface a.b-", 1, 11), ("interface a.b--c", 1, 11), ("interface a..b", 1, 11), ("interface -a.b", 1, 11),
        ("interface a.b\nmethot M() -> ()", 2, 1), ("interface a.b\nmethod m() -> ()", 2, 8),
        ("interface a.b\nmethod M() - ()", 2, 12), ("interface a.b\nmethod M()", 2, 11),
        ("interface a.b\nmethod M(a) -> ()", 2, 9), ("interface a.b\nmethod M(a:) -> ()", 2, 12),
        ("interface a.b\nmethod M(a: int,) -> ()", 2, 17), ("interface a.b\nmethod M(a_: int) -> ()", 2, 10),
        ("interface a.b\nmethod M(a__b: int) -> ()", 2, 10), ("interface a.b\nmethod M(_a: int) -> ()", 2, 10),
        ("interface a.b\nmethod M(a: ??int) -> ()", 2, 14), ("interface a.b\nmethod M(a: integer) -> ()", 2, 13),
        ("interface a.b\nmethod M(a: Missing) -> ()", 2, 13), ("interface a.b\nmethod M(a: [int]string) -> ()", 2, 13),
        ("interface a.b\ntype T (a: int, b)", 2, 18), ("interface a.b\ntype T (a, b: int)", 2, 13),
        ("interface a.b\ntype T (a, a)", 2, 12), ("interface a.b\ntype T int", 2, 8),
        ("interface a.b\ntype T (a)\nerror T ()", 3, 7), ("interface a.b\ntype T (a) $", 2, 12),
    ])
    func refusesWithThePlace(text: String, line: Int, column: Int) {
        let error = #expect(throws: InterfaceDescription.ParseError.self) { try InterfaceDescription(parsing: text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
    }

    @Test func nestingIsLimited() throws {
        func nested(_ depth: Int) -> String {
            let type = String(repeating: "[]", count: depth) + "int"
            return "interface a.b\ntype T (a: \(type))"
        }
        #expect(try InterfaceDescription(parsing: nested(60)).name == "a.b")
        #expect(throws: InterfaceDescription.ParseError.self) { try InterfaceDescription(parsing: nested(100)) }
        let open = String(repeating: "(a: ", count: 50_000)
        #expect(throws: InterfaceDescription.ParseError.self) {
            try InterfaceDescription(parsing: "interface a.b\ntype T \(open)")
        }
    }

    @Test func theEndOfTheInputIsNoCrash() {
        for length in 0..<text.utf8.count {
            _ = try? InterfaceDescription(parsing: String(decoding: Array(text.utf8)[..<length], as: UTF8.self))
        }
        #expect((try? InterfaceDescription(parsing: text)) != nil)
    }
}

@Suite struct InterfaceValidationTests {
    let interface: InterfaceDescription

    init() throws { interface = try InterfaceDescription(parsing: text) }

    @Test(
        arguments: [
            [:], ["depth": nil], ["depth": 3, "root": ["name": "a", "children": []]],
            ["root": ["name": "a", "kind": "high_end", "children": [["name": "b", "children": []]]]],
            ["depth": 3.0], ["limits": ["any name": 1, "other": 2.5]],
        ] as [JSON.Object]
    )
    func accepts(input: JSON.Object) throws {
        try interface.check(input: input, of: "Walk")
    }

    @Test(
        arguments: [
            (["dept": 1], "dept", "dept"), (["depth": "1"], "depth", "depth"), (["depth": 1.5], "depth", "depth"),
            (["root": []], "root", "root"), (["root": ["name": "a"]], "children", "root.children"),
            (["root": ["name": nil, "children": []]], "name", "root.name"),
            (["root": ["name": "a", "kind": "middle", "children": []]], "kind", "root.kind"),
            (["root": ["name": "a", "children": [["name": "b", "children": [], "x": 1]]]], "x", "root.children[0].x"),
            (["limits": ["a": "b"]], "limits", #"limits["a"]"#),
        ] as [(JSON.Object, String, String)]
    )
    func refusesWithTheField(input: JSON.Object, field: String, path: String) {
        let mismatch = #expect(throws: InterfaceDescription.Mismatch.self) {
            try interface.check(input: input, of: "Walk")
        }
        #expect(mismatch?.field == field)
        #expect(mismatch?.path == path)
    }

    @Test func checksOutputsAndErrors() throws {
        let node: JSON = ["name": "a", "children": []]
        try interface.check(output: ["node": node, "extra": 1, "raw": ["x": 1]], of: "Walk")
        #expect(throws: InterfaceDescription.Mismatch.self) {
            try interface.check(output: ["node": node, "extra": nil], of: "Walk")
        }
        #expect(throws: InterfaceDescription.Mismatch.self) {
            try interface.check(output: ["node": node, "extra": 1, "raw": []], of: "Walk")
        }
        try interface.check(parameters: ["place": ["x": 1, "y": "left"]], ofError: "Lost")
        #expect(throws: InterfaceDescription.Mismatch.self) {
            try interface.check(parameters: ["place": ["x": 1, "y": "up"]], ofError: "Lost")
        }
    }
}
