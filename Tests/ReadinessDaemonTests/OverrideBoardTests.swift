import ReadinessModel
import Testing

@testable import ReadinessDaemon

/// Which overrides stand where, and when their time is over.
@Suite struct OverrideBoardTests {
    private func override(_ entity: String, _ node: String, until second: Int64, at start: Int64 = 0) -> Override {
        Override(
            entity: entity,
            node: node,
            score: 0.5,
            who: Override.Person(userID: 0, name: "root"),
            why: "test",
            until: Timestamp(nanoseconds: second),
            at: Timestamp(nanoseconds: start)
        )
    }

    @Test func aPlaceHasOne() {
        var board = OverrideBoard([override("b", "x", until: 9), override("a", "y", until: 5)])
        let (old, new) = (override("a", "x", until: 7), override("a", "x", until: 8, at: 1))
        board.set(old)
        board.set(new)
        #expect(board.all.map(\.entity) == ["a", "a", "b"])
        #expect(board.override("x", at: "a") == new)
        // The end of the old one comes late and ends nothing.
        board.remove(old)
        #expect(board.override("x", at: "a") == new)
        board.remove(new)
        #expect(board.override("x", at: "a") == nil)
        #expect(board.all.count == 2)
    }

    @Test func theEndIsNotInForce() {
        let board = OverrideBoard([override("a", "x", until: 10), override("b", "x", until: 20)])
        #expect(board.nextEnd == Timestamp(nanoseconds: 10))
        #expect(board.expired(at: Timestamp(nanoseconds: 9)) == [])
        #expect(board.expired(at: Timestamp(nanoseconds: 10)).map(\.entity) == ["a"])
        #expect(board.expired(at: Timestamp(nanoseconds: 30)).count == 2)
        #expect(OverrideBoard().nextEnd == nil)
    }
}
