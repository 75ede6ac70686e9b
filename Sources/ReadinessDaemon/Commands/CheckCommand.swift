import ReadinessConfiguration
import ReadinessModel

/// `readinessd check`: reads a configuration without a daemon and says everything that is wrong with it.
package enum CheckCommand {
    /// Checks the layers; with `prints`, writes the merged, effective configuration.
    ///
    /// - Returns: the exit status, 78 for a configuration that cannot be used.
    package static func run(layers: [String], prints: Bool) -> Int32 {
        do throws(Diagnostics) {
            let configuration = try Configuration.load(layers: layers)
            for warning in configuration.warnings { Terminal.complain(render(warning, colour: Terminal.hasColour)) }
            if prints {
                Terminal.print(configuration.printed())
            } else {
                let model = configuration.model
                Terminal.print(
                    "OK: \(configuration.files.count) files, \(model.entities.count) entities, \(model.measures.count) "
                        + "measures, \(model.indicators.count) indicators, \(configuration.collectors.count) collectors"
                )
            }
            return ExitStatus.success
        } catch {
            return refuse(error)
        }
    }

    /// Says what is wrong and how much of it.
    static func refuse(_ diagnostics: Diagnostics) -> Int32 {
        Terminal.complain(diagnostics.rendered(colour: Terminal.hasColour))
        let errors = diagnostics.errors.count
        Terminal.complain("\(errors == 1 ? "1 error" : "\(errors) errors")")
        return ExitStatus.configuration
    }
}
