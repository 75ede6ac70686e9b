import Testing
import Varlink

@testable import VarlinkServer

@Suite struct ConnectionStateMachineTests {
    private var machine = ConnectionStateMachine(messageBytes: 1000, pipelinedBytes: 100)

    private mutating func receive(_ calls: Call...) { receive(bytes: calls.flatMap(\.encoded)) }

    private mutating func receive(bytes: [UInt8]) { machine.receive(bytes.span.bytes) }

    @Test mutating func callsComeOneAfterTheOther() {
        receive(Call("a.b.One"), Call("a.b.Two"))
        #expect(machine.next() == .perform(Call("a.b.One"), number: 1))
        #expect(machine.next() == .wait)
        #expect(machine.answer(.last, to: 1) == .write)
        #expect(machine.next() == .perform(Call("a.b.Two"), number: 2))
        #expect(machine.answer(.last, to: 2) == .write)
        #expect(machine.next() == .wait)
    }

    @Test mutating func onlyTheCallUnderWayIsAnswered() {
        receive(Call("a.b.One"), Call("a.b.Two"))
        #expect(machine.answer(.last, to: 1) == .refuse)
        _ = machine.next()
        #expect(machine.answer(.last, to: 2) == .refuse)
        #expect(machine.answer(.last, to: 1) == .write)
        #expect(machine.answer(.last, to: 1) == .refuse)
        _ = machine.next()
        #expect(machine.answer(.last, to: 1) == .refuse)
        #expect(machine.isRunning(2))
        #expect(!machine.isRunning(1))
    }

    @Test(arguments: [
        (Call.Mode.normal, ConnectionStateMachine.Verdict.refuse, ConnectionStateMachine.Verdict.write),
        (.more, .write, .write), (.oneway, .refuse, .drop), (.upgrade, .refuse, .write),
    ])
    mutating func theModeDecidesWhatIsWritten(
        mode: Call.Mode,
        continued: ConnectionStateMachine.Verdict,
        last: ConnectionStateMachine.Verdict
    ) {
        receive(Call("a.b.C", mode: mode))
        _ = machine.next()
        #expect(machine.answer(.continued, to: 1) == continued)
        #expect(machine.isRunning(1))
        #expect(machine.answer(.last, to: 1) == last)
        #expect(!machine.isRunning(1))
    }

    @Test mutating func anUpgradedConnectionIsNoLongerRead() {
        receive(bytes: Call("a.b.C", mode: .upgrade).encoded + [0x78, 0, 0x79])
        _ = machine.next()
        #expect(machine.answer(.upgraded, to: 1) == .write)
        #expect(machine.next() == .wait)
        #expect(!machine.wantsToRead)
        #expect(machine.takeRest() == [0x78, 0, 0x79])
    }

    @Test mutating func anUpgradeNeedsItsMode() {
        receive(Call("a.b.C"))
        _ = machine.next()
        #expect(machine.answer(.upgraded, to: 1) == .drop)
    }

    @Test mutating func aViolationEndsEverything() {
        receive(bytes: Call("a.b.C").encoded + Array("x\0".utf8) + Call("a.b.D").encoded)
        #expect(machine.next() == .perform(Call("a.b.C"), number: 1))
        _ = machine.answer(.last, to: 1)
        guard case .close(.violation(let reason)) = machine.next() else {
            Issue.record("garbage was accepted")
            return
        }
        #expect(reason.contains("byte 0"))
        #expect(machine.next() == .wait)
        #expect(!machine.wantsToRead)
    }

    @Test mutating func aMessageTooLongIsAViolationBeforeItsEnd() {
        receive(bytes: [UInt8](repeating: 0x20, count: 1001))
        #expect(machine.next() == .close(.violation("a message is longer than 1000 bytes")))
    }

    @Test mutating func littleIsReadAheadWhileACallIsPerformed() {
        #expect(machine.wantsToRead)
        receive(Call("a.b.C"))
        _ = machine.next()
        #expect(machine.wantsToRead)
        receive(bytes: [UInt8](repeating: 0x20, count: 100))
        #expect(!machine.wantsToRead)
        _ = machine.answer(.last, to: 1)
        // Half a message, and nothing under way: only reading on can complete it.
        #expect(machine.next() == .wait)
        #expect(machine.wantsToRead)
    }

    @Test mutating func aFloodOfSmallCallsIsNotReadAhead() {
        for _ in 0..<10 { receive(Call("a.b.C", mode: .oneway)) }
        for number in 1...10 {
            #expect(machine.next() == .perform(Call("a.b.C", mode: .oneway), number: number))
            _ = machine.answer(.last, to: number)
            // Three calls are shorter than what may be read ahead.
            #expect(machine.wantsToRead == (number >= 7))
        }
        #expect(machine.next() == .wait)
        #expect(machine.wantsToRead)
    }

    @Test mutating func nothingIsPerformedWhileTheOutputIsBlocked() {
        machine.setOutput(blocked: true)
        receive(Call("a.b.C"))
        #expect(machine.next() == .wait)
        #expect(machine.wantsToRead)
        receive(bytes: [UInt8](repeating: 0x20, count: 100))
        #expect(!machine.wantsToRead)
        machine.setOutput(blocked: false)
        #expect(machine.next() == .perform(Call("a.b.C"), number: 1))
    }

    @Test mutating func theEndOfTheInputLetsCallsFinish() {
        receive(Call("a.b.One"), Call("a.b.Two"))
        _ = machine.next()
        machine.endInput()
        #expect(!machine.wantsToRead)
        #expect(machine.next() == .wait)
        #expect(machine.answer(.last, to: 1) == .write)
        #expect(machine.next() == .perform(Call("a.b.Two"), number: 2))
        #expect(machine.answer(.last, to: 2) == .write)
        #expect(machine.next() == .close(.finished))
    }

    @Test mutating func theEndOfTheInputInsideAMessageIsAViolation() {
        receive(bytes: Call("a.b.C").encoded.dropLast())
        machine.endInput()
        #expect(machine.next() == .close(.violation("the last message has no end")))
    }

    @Test mutating func aLostPeerStillGetsWhatWantsNoAnswer() {
        receive(
            Call("a.b.Slow"),
            Call("a.b.Silent", mode: .oneway),
            Call("a.b.Asked"),
            Call("a.b.Last", mode: .oneway)
        )
        _ = machine.next()
        #expect(machine.losePeer() == true)
        #expect(machine.answer(.last, to: 1) == .drop)
        #expect(machine.next() == .perform(Call("a.b.Silent", mode: .oneway), number: 2))
        #expect(machine.losePeer() == false)
        #expect(machine.answer(.last, to: 2) == .drop)
        #expect(machine.next() == .perform(Call("a.b.Last", mode: .oneway), number: 3))
        #expect(machine.answer(.last, to: 3) == .drop)
        #expect(machine.next() == .close(.finished))
    }

    @Test mutating func aLostPeerEndsItsStream() {
        receive(Call("a.b.C", mode: .more))
        _ = machine.next()
        #expect(machine.answer(.continued, to: 1) == .write)
        #expect(machine.losePeer() == true)
        #expect(machine.answer(.continued, to: 1) == .refuse)
        #expect(machine.mayAbandonCalls)
        machine.abandon(1)
        #expect(machine.next() == .close(.finished))
    }

    @Test mutating func shutdownFinishesTheCallUnderWayOnly() {
        receive(Call("a.b.One"), Call("a.b.Two"))
        _ = machine.next()
        machine.beginShutdown()
        #expect(machine.next() == .wait)
        #expect(!machine.wantsToRead)
        #expect(machine.answer(.last, to: 1) == .write)
        #expect(machine.next() == .close(.shutdown))
    }

    @Test mutating func aCallIsNotAbandonedWithoutNeed() {
        receive(Call("a.b.C"))
        _ = machine.next()
        machine.abandon(1)
        #expect(machine.isRunning(1))
    }

    /// Whatever happens in whatever order: calls never overlap, numbers only grow, a closed connection stays closed.
    @Test func anyOrderOfEvents() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = Generator(state: seed)
        for _ in 0..<2000 {
            var machine = ConnectionStateMachine(messageBytes: 1000, pipelinedBytes: 100)
            var running: Int?
            var lastNumber = 0
            var isClosed = false
            for _ in 0..<40 {
                switch Int.random(in: 0..<9, using: &generator) {
                case 0, 1, 2:
                    let mode = Call.Mode.allCases.randomElement(using: &generator) ?? .normal
                    machine.receive(Call("a.b.C", mode: mode).encoded.span.bytes)
                case 3: machine.setOutput(blocked: Bool.random(using: &generator))
                case 4 where Int.random(in: 0..<10, using: &generator) == 0: machine.endInput()
                case 5 where Int.random(in: 0..<10, using: &generator) == 0: _ = machine.losePeer()
                case 6 where Int.random(in: 0..<10, using: &generator) == 0: machine.beginShutdown()
                case 7:
                    #expect(machine.answer(.last, to: lastNumber) != .refuse || running == nil, "seed \(seed)")
                    running = nil
                default:
                    switch machine.next() {
                    case .perform(_, let number):
                        #expect(running == nil && !isClosed && number == lastNumber + 1, "seed \(seed)")
                        (running, lastNumber) = (number, number)
                    case .close:
                        #expect(running == nil && !isClosed, "seed \(seed)")
                        isClosed = true
                    case .wait: break
                    }
                }
            }
        }
    }
}

/// A small generator whose seed is printed when a test fails.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
