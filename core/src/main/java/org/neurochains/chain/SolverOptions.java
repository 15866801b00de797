package org.neurochains.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.FurtherImages;
import tools.jackson.databind.node.ObjectNode;

/** What a solver is asked, and how chain.json holds that. */
@JsonPropertyOrder("name")
public sealed interface SolverOptions permits ShrinkOptions, PaperOptions, BaselineOptions {
    /** The solver's name on the command line and in chain.json. */
    String name();

    /** t in nats: what a chain is to hold on the region. */
    double maxKl();

    /** The share of held-out images on which a chain is to agree with the network; null where none is asked for. */
    default @Nullable Double minAgreement() {
        return null;
    }

    /** The number of filters that a chain is to have; null where none is given. */
    default @Nullable Integer budget() {
        return null;
    }

    /** The images of the region's kind, beside the region, that the chain is held to and tested on. */
    FurtherImages further();

    /** Which shortcuts' channels have scores. */
    ScoredShortcuts scoreShortcuts();

    /** Whether identity shortcuts are scored. */
    default boolean scoreIdentities() {
        return scoreShortcuts() == ScoredShortcuts.IDENTITY;
    }

    /** What a record holds; chains of earlier versions were asked for no agreement. */
    @JsonCreator
    static SolverOptions read(ObjectNode recorded) {
        SolverOptions options = Solvers.options(recorded.path("name").asString(""), "", recorded);
        return options instanceof ShrinkOptions shrink && !recorded.has("minAgreement")
                ? shrink.withMinAgreement(null)
                : options;
    }
}
