package org.neurochains.network;

/** What produces the channels of a unit layer. */
public enum UnitKind {
    /** A convolution on the main path. */
    CONVOLUTION,
    /** The convolution of a projection shortcut. */
    PROJECTION,
    /** A shortcut without parameters: the identity, or option A's subsampling and padding. */
    IDENTITY;

    /** Whether its channels count as filters (projections do, identity shortcuts are counted apart). */
    public boolean isFilter() {
        return this != IDENTITY;
    }
}
