/// The text of `io.readinessd.Control`, as it is served and as clients read it.
package enum ControlInterface {
    /// The interface in the Varlink interface definition language.
    package static let text = """
        # What changes readinessd. Only for root and the user the service runs as; everyone else gets PermissionDenied.
        #
        # Scores are points of 0 to 100. Timestamps are microseconds since 1970-01-01 UTC.
        interface io.readinessd.Control

        # A score that a person has put beside the computed one. It never replaces it
        type ActiveOverride (
          # Identifier of the entity
          entity: string,
          # Identifier of the node or indicator
          node: string,
          # Points
          score: float,
          # Who set it: name and number of the user
          who: string,
          # Why
          why: string,
          # When it ends, microseconds
          untilTimestamp: int,
          # When it was set, microseconds
          setTimestamp: int
        )

        # Puts a score beside the computed one, until a time. Durable when this returns, logged for ever, and counted in
        # every score above. One that stands at the same place is replaced
        method Override(
          # Identifier of the entity
          entity: string,
          # Identifier of the node or indicator, which must apply to the entity
          node: string,
          # Points, 0 to 100
          score: float,
          # Why, at most 1000 characters; not empty
          why: string,
          # When it ends, microseconds; in the future
          untilTimestamp: int
        ) -> (
          # What is in force now
          override: ActiveOverride
        )

        # Takes an override back before its time
        method LiftOverride(
          # Identifier of the entity
          entity: string,
          # Identifier of the node or indicator
          node: string,
          # Why, at most 1000 characters; not empty
          why: string
        ) -> (
          # What was in force
          override: ActiveOverride
        )

        # Reads the configuration again, as SIGHUP does. A bad one changes nothing
        method Reload() -> (
          # Why the new configuration was refused, with file and line; null when it is in force
          configurationError: ?string
        )

        # Runs a collector now, also one that rests, and waits for the end of the run
        method RunCollector(
          # Name, as configured
          name: string
        ) -> (
          # Readings that became durable
          readings: int,
          # Lines that could not be used, and readings of series of other sources
          rejects: int,
          # Why the run failed; null when it worked
          failure: ?string
        )

        # Lets no run of a collector begin until Resume, across reloads, not across a restart. What it delivered grows old:
        # scores say so
        method Pause(
          # Name, as configured
          name: string
        ) -> ()

        # Lets runs of a collector begin again, the next at once
        method Resume(
          # Name, as configured
          name: string
        ) -> ()

        # A reading as it arrived
        type TappedReading (
          # Identifier of the entity
          entity: string,
          # Identifier of the measure
          measure: string,
          # The number, in the unit of the measure
          value: float,
          # When it was so, microseconds
          timestamp: int
        )

        # Shows readings as they become durable, whatever they change. The first reply says ready. Who does not read is cut
        # off
        # [Requires 'more' flag]
        method Tap(
          # Only those of this collector
          collector: ?string,
          # Only those of this entity
          entity: ?string,
          # Only those of this measure
          measure: ?string
        ) -> (
          # True in the first reply
          ready: ?bool,
          # The collector, in every other reply
          collector: ?string,
          # What it delivered, at most 1000 readings of each delivery
          readings: ?[]TappedReading,
          # Readings of the delivery that are not shown
          more: ?int,
          # Lines of the delivery that could not be used
          rejects: ?int,
          # The first of those lines
          firstReject: ?string
        )

        # The configuration has no collector of this name
        error NoSuchCollector(name: string)

        # The collector is not run by the daemon: it pushes, or has a unit of its own
        error NothingToRun(name: string)

        # The model has no entity of this name
        error NoSuchEntity(entity: string)

        # The model has no node or indicator of this name
        error NoSuchNode(node: string)

        # The node has no meaning for the entity, so there is nothing to override
        error NotApplicable(entity: string, node: string)

        # There is no override at this place
        error NotOverridden(entity: string, node: string)

        # The history could not be written, so nothing has changed
        error HistoryFailed(reason: string)

        """
}
