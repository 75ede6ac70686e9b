import ServiceLifecycle
import Systemd
import VarlinkServer

/// The status socket as a service: serves until shutdown.
struct ServerService: Service {
    let server: Server

    func run() async throws {
        try? await gracefulShutdown()
        await server.shutdown()
    }
}

/// The work loop as a service.
struct LoopService: Service {
    let loop: WorkLoop
    let alarm: Alarm

    func run() async throws {
        await withGracefulShutdownHandler {
            await loop.run()
        } onGracefulShutdown: {
            alarm.end()
        }
    }
}

/// The collectors as a service.
struct FleetService: Service {
    let fleet: CollectorFleet

    func run() async throws {
        try? await gracefulShutdown()
        await fleet.stop()
    }
}

/// The signals as a service: SIGHUP reloads, SIGTERM and SIGINT end it, and with it the daemon.
struct SignalService: Service {
    let signals: SignalSource
    let reloader: Reloader
    let notify: Notify
    let events: EventReporter

    func run() async throws {
        for await signal in signals.signals.cancelOnGracefulShutdown() {
            guard signal == .hangUp else { break }
            await reloader.reload()
        }
        _ = try? notify.send(.stopping)
        events.send("readinessd stops", .notice, Event.stopping)
    }
}
