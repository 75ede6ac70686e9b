import ReadinessDaemon
import Testing
import Varlink

/// The interface text is what clients see.
@Suite struct StatusInterfaceTests {
    @Test func theTextIsAnInterface() throws {
        let description = try InterfaceDescription(parsing: StatusInterface.text)
        #expect(description.name == "io.readinessd.Status")
        let asked = ["GetStatus", "List", "Get", "Subscribe"]
        let analysed = ["Explain", "Why", "Levers", "WhatIf", "Uncertainty", "Sensitivity", "Project"]
        #expect(description.methodNames == asked + analysed)
    }
}
