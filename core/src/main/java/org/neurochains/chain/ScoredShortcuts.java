package org.neurochains.chain;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which shortcuts' channels have scores. */
public enum ScoredShortcuts {
    /** Those of all shortcuts. */
    @JsonProperty("identity")
    IDENTITY,
    /** Those of shortcuts with a convolution alone; the others' are all retained. */
    @JsonProperty("projection")
    PROJECTION
}
