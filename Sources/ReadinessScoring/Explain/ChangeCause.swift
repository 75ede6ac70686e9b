/// Why a score changed, in the order in which causes are taken out: data comes last.
package enum ChangeCause: String, CaseIterable, Sendable {
    /// How it is computed: expressions, kinds of normalisation, aggregation, thresholds, policies, the trees themselves.
    case method
    /// Weights of nodes or entities.
    case weight
    /// Parameters of normalisations.
    case goalpost
    /// Gates added, removed or changed.
    case gate
    /// Values that were missing and are there.
    case arrived
    /// Values that were there and are missing: expired, or fallen out of a window.
    case expired
    /// Overrides stand beside computed scores and never move them: what they did to the score that would stand there with
    /// them is told apart (`OverriddenChange`), and no row of a computed score has this cause.
    case override
    /// Values that are others, and all that follows, gates that bind otherwise included.
    case data
}
