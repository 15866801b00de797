package org.neurochains.bench;

/**
 * One solver's run on one region.
 *
 * @param model the model file's name
 * @param pair the region's classes, joined by a colon
 * @param seed what the region's images were drawn with
 * @param solver the solver's name and setting
 * @param unseenKl mean divergence over images of the region's classes that no solver saw
 * @param unseenAgreement share of those with the network's class
 * @param kept the scored channels that are left, one bit each in the order of computation, base 64
 */
record SolverRun(
        String model,
        String pair,
        long seed,
        String solver,
        double kl,
        int filters,
        int shortcutChannels,
        int layers,
        double fullPasses,
        double seconds,
        boolean cutThrough,
        double unseenKl,
        double unseenAgreement,
        String kept) {

    /** Whether the two are runs of the same thing. */
    boolean sameAs(String otherModel, String otherPair, long otherSeed, String otherSolver) {
        return model.equals(otherModel) && pair.equals(otherPair) && seed == otherSeed && solver.equals(otherSolver);
    }

    /** Intersection over union of the channels left. */
    double overlap(SolverRun other) {
        java.util.BitSet mine = bits();
        java.util.BitSet both = other.bits();
        java.util.BitSet either = other.bits();
        both.and(mine);
        either.or(mine);
        return either.isEmpty() ? 1 : (double) both.cardinality() / either.cardinality();
    }

    private java.util.BitSet bits() {
        return java.util.BitSet.valueOf(java.util.Base64.getDecoder().decode(kept));
    }
}
