import ArgumentParser
import Glibc
import Varlink

/// A connection to the status socket whose failures end the program with advice.
struct Connection {
    private let client: Client

    init(_ options: CommonOptions) throws { try self.init(to: options.socket) }

    /// A connection to a socket by its address.
    init(to address: String) throws {
        do {
            client = try Client(Address(address))
        } catch {
            throw Self.failure(error)
        }
    }

    /// Calls a method of `io.readinessd.Status`.
    func call(_ method: String, _ parameters: JSON.Object = [:]) throws -> JSON.Object {
        do {
            return try client.call("io.readinessd.Status.\(method)", parameters)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Calls a method of `io.readinessd.Control`.
    func control(_ method: String, _ parameters: JSON.Object = [:]) throws -> JSON.Object {
        do {
            return try client.call("io.readinessd.Control.\(method)", parameters)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Calls a method of `io.readinessd.Ingest`.
    func ingest(_ method: String, _ parameters: JSON.Object = [:]) throws -> JSON.Object {
        do {
            return try client.call("io.readinessd.Ingest.\(method)", parameters)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Calls a method of `io.readinessd.Control` and hands each reply to `body` as it comes.
    func eachControl(_ method: String, _ parameters: JSON.Object = [:], _ body: (JSON.Object) -> Void) throws {
        do {
            var replies = try client.callMore("io.readinessd.Control.\(method)", parameters)
            while let reply = try replies.next() { body(reply) }
        } catch {
            throw Self.failure(error)
        }
    }

    /// Calls a method of `io.readinessd.Status` and hands each reply to `body` as it comes.
    func each(_ method: String, _ parameters: JSON.Object = [:], _ body: (JSON.Object) -> Void) throws {
        do {
            var replies = try client.callMore("io.readinessd.Status.\(method)", parameters)
            while let reply = try replies.next() { body(reply) }
        } catch {
            throw Self.failure(error)
        }
    }

    /// Says what to do about an error and ends the program with its exit status.
    private static func failure(_ error: VarlinkError) -> any Error {
        if let reply = error.reply {
            let parameters = JSON.object(reply.parameters)
            switch reply.name {
            case "io.readinessd.Status.NoSuchEntity", "io.readinessd.Control.NoSuchEntity":
                return stop("no entity '\(parameters["entity"]?.string ?? "")'; see: readinessctl list", status: 1)
            case "io.readinessd.Control.NoSuchCollector":
                return stop(
                    "no collector '\(parameters["name"]?.string ?? "")'; see: readinessctl collectors",
                    status: 1
                )
            case "io.readinessd.Control.NothingToRun":
                let name = parameters["name"]?.string ?? ""
                return stop("the daemon does not run '\(name)': it pushes, or has a unit of its own", status: 1)
            case "io.readinessd.Ingest.NoSuchSource":
                let name = parameters["source"]?.string ?? ""
                return stop("no source '\(name)' of kind manual or push; see: readinessctl collectors", status: 1)
            case "io.readinessd.Ingest.SourceNeeded":
                let names = (parameters["sources"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
                return stop("say as which source, with --source: \(names)", status: 64)
            case "io.readinessd.Ingest.NotAllowed":
                let name = parameters["source"]?.string ?? ""
                let what = name.isEmpty ? "as any source" : "as '\(name)'"
                return stop(
                    "this user may push nothing \(what); see 'users' and 'groups' of the collector",
                    status: 77
                )
            case "io.readinessd.Control.NotApplicable":
                return stop("that node does not apply to the entity; see: readinessctl list --all", status: 1)
            case "io.readinessd.Control.NotOverridden":
                return stop("there is no such override; see: readinessctl override", status: 1)
            case "org.varlink.service.PermissionDenied":
                return stop("only root and the user of the service may do this; try sudo", status: 77)
            case "io.readinessd.Status.NoSuchNode", "io.readinessd.Control.NoSuchNode":
                return stop(
                    "no node or indicator '\(parameters["node"]?.string ?? "")'; see: readinessctl list",
                    status: 1
                )
            case "io.readinessd.Status.BadScenario":
                let (change, message) = (parameters["change"]?.string ?? "", parameters["message"]?.string ?? "")
                return stop("'\(change)': \(message)", status: 1)
            case "io.readinessd.Status.NoModel":
                return stop("there is no model; put one into /etc/readinessd/model.d", status: 1)
            case "org.varlink.service.InvalidParameter" where parameters["parameter"]?.string == "entity":
                return stop("there are several entities at the top; name one", status: 1)
            case "org.varlink.service.InvalidParameter" where parameters["parameter"]?.string == "sinceTimestamp":
                return stop("the earlier moment must lie before the last evaluation", status: 1)
            default: return stop("\(error)", status: 1)
            }
        }
        if error.code == .timedOut {
            return stop("\(error); see whether it hangs: systemctl status readinessd", status: 69)
        }
        guard error.code == .unreachable else { return stop("\(error)", status: 69) }
        return stop(
            """
            readinessd does not answer: \(error)
            Start it with:     systemctl start readinessd
            See why it ended:  journalctl -u readinessd -e
            Elsewhere?         readinessctl --socket PATH
            """,
            status: 69
        )
    }

    private static func stop(_ message: String, status: Int32) -> any Error {
        Terminal.complain("readinessctl: \(message)")
        return ExitCode(status)
    }
}
