import Glibc
import ReadinessCollecting

/// `readinessd collect --dialect NAME --check < input`: whether input follows the grammar of a dialect.
package enum DialectCommand {
    /// Checks standard input.
    ///
    /// - Returns: the exit status: 0 when it follows the grammar, 1 when it does not, 64 for an unknown dialect.
    package static func run(dialect: String) -> Int32 {
        guard var check = DialectCheck(dialect: dialect) else {
            let names = DialectCheck.names.joined(separator: ", ")
            Terminal.complain("readinessd: no dialect '\(dialect)'; there are: \(names)")
            return 64
        }
        let mistakes = check.read(STDIN_FILENO)
        mistakes.forEach(Terminal.complain)
        return mistakes.isEmpty ? ExitStatus.success : ExitStatus.failure
    }
}
