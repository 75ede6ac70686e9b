import ReadinessCollecting
import Testing
import Varlink

@testable import ReadinessDaemon

@Suite struct IngestInterfaceTests {
    /// The description is valid, and every reason a reading can be refused for is one of its words.
    @Test func everyReasonHasItsWord() throws {
        let description = try InterfaceDescription(parsing: IngestInterface.text)
        for reason in RejectReason.allCases {
            let refusal: JSON.Object = [
                "accepted": 0, "changed": 0,
                "refused": [["index": 0, "reason": .string(reason.ingestName), "message": ""]],
            ]
            let method = try #require(description.method("Observe"))
            try description.check(refusal, against: method.output)
        }
    }
}
