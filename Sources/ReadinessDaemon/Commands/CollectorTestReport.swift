import Glibc
import ReadinessConfiguration
import ReadinessModel
import Varlink

/// Prints what `readinessd collector test` finds.
package enum CollectorTestReport {
    /// Tries a collector and prints each check, as the Test Anything Protocol has it or as JSON.
    ///
    /// - Returns: the exit status: 1 when a check fails, 64 for options that are no JSON object, 66 where there is no such
    ///   program.
    package static func run(_ words: [String], options: String, json: Bool) async throws -> Int32 {
        guard let given = try? JSON(parsing: Array(options.utf8)), let object = given.object else {
            Terminal.complain("readinessd: --options takes a JSON object, such as '{\"entity\": \"plant-a\"}'")
            return 64
        }
        guard let first = words.first(where: { $0 != "--" }) else {
            Terminal.complain("readinessd: name the program to try")
            return 64
        }
        let program: ExecSource
        do throws(Diagnostics) {
            program =
                try Configuration.plugin(at: first) ?? ExecSource(command: words.filter { $0 != "--" }, directory: ".")
        } catch {
            return CheckCommand.refuse(error)
        }
        let checks = try await Blocking.run {
            try CollectorTestCommand.check(program, options: object) { Terminal.complain("# \($0)") }
        }
        for (number, check) in checks.enumerated() {
            guard !json else {
                var line: JSON.Object = ["check": .string(check.name), "ok": .bool(check.failure == nil)]
                line["failure"] = check.failure.map(JSON.string)
                Terminal.print(JSON.object(line).description)
                continue
            }
            Terminal.print("\(check.failure == nil ? "ok" : "not ok") \(number + 1) - \(check.name)")
            if let failure = check.failure { Terminal.print("  # \(failure)") }
        }
        let failed = checks.count { $0.failure != nil }
        if !json { Terminal.print("1..\(checks.count)\n# \(checks.count - failed) passed, \(failed) failed") }
        return failed == 0 ? ExitStatus.success : ExitStatus.failure
    }
}
