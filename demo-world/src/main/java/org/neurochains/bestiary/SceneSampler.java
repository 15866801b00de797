package org.neurochains.bestiary;

import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws scenes at random. Nothing but {@link Scene#forms()} depends on the species, except that the creature is kept
 * inside the picture and each of its parts mostly uncovered.
 */
public record SceneSampler(Random random) {
    private static final double MARGIN = 1;
    private static final double LEAST_SEEN = .7;
    private static final int TRIES = 6;

    /**
     * The scene number {@code index} of a species under a seed. Scenes of different seeds or indices are independent.
     *
     * @param index from 0
     */
    public static Scene scene(Species species, long seed, int index) {
        long mixed = mix(mix(seed) + mix(((long) species.index() << 32) + index));
        return new SceneSampler(new Random(mixed)).draw(species);
    }

    private Scene draw(Species species) {
        Individual individual = new Individual(gesture(), palette(), random.nextLong());
        Backdrop.Place[] places = Backdrop.Place.values();
        Backdrop backdrop = new Backdrop(places[random.nextInt(places.length)], spread(.04), random.nextLong());
        Light light = new Light(1 + spread(.18), spread(.35), spread(.35), spread(.08));
        Pose pose = pose(individual, species);
        Scene bare = new Scene(species.forms(), individual, pose, backdrop, List.of(), light);
        return covered(bare);
    }

    private Gesture gesture() {
        Map<Slot, Growth> parts = new EnumMap<>(Slot.class);
        for (Slot slot : Slot.values()) {
            double turn = slot == Slot.TAIL || slot == Slot.WING ? .22 : .08;
            parts.put(slot, new Growth(1 + spread(.12), spread(turn)));
        }
        return new Gesture(spread(.2), spread(4), 1 + spread(.1), 1 + spread(.1), parts);
    }

    private Palette palette() {
        Map<Slot, Colour> parts = new EnumMap<>(Slot.class);
        Colour body = new Colour(random.nextDouble(), .2 + .5 * random.nextDouble(), .5 + .35 * random.nextDouble());
        for (Slot slot : Slot.values()) {
            boolean likeBody = random.nextInt(4) == 0;
            Colour own =
                    new Colour(random.nextDouble(), .3 + .6 * random.nextDouble(), .35 + .45 * random.nextDouble());
            parts.put(slot, likeBody ? body.lighter(spread(.1)) : own);
        }
        double change = random.nextBoolean() && body.lightness() < .72 ? .26 : -.3;
        parts.put(Slot.COAT, new Colour(body.hue() + spread(.15), body.saturation(), body.lightness() + change));
        return new Palette(body, parts);
    }

    /** A pose that keeps the whole creature inside the picture. */
    private Pose pose(Individual individual, Species species) {
        boolean mirrored = random.nextBoolean();
        Pose pose = new Pose(mirrored, .42 + .22 * random.nextDouble(), spread(.2), 0, 0);
        double room = Renderer.SIZE - 2 * MARGIN;
        Rectangle2D bounds = bounds(individual, species, pose);
        double largest = Math.max(bounds.getWidth(), bounds.getHeight());
        if (largest > room) {
            pose = pose.scaled(room / largest * .995);
            bounds = bounds(individual, species, pose);
        }
        double x = MARGIN - bounds.getX() + random.nextDouble() * (room - bounds.getWidth());
        double y = MARGIN - bounds.getY() + random.nextDouble() * (room - bounds.getHeight());
        return pose.at(x, y);
    }

    private static Rectangle2D bounds(Individual individual, Species species, Pose pose) {
        AffineTransform place = pose.transform();
        Shapes all = new Shapes();
        for (Creature.Layer layer : Creature.layers(individual, species.forms())) {
            all.add(layer.figure());
        }
        return all.transformed(place).bounds();
    }

    /** The scene with up to two things in front, none of which hides much of any part. */
    private Scene covered(Scene bare) {
        int wanted = random.nextInt(3);
        List<Occluder> things = new ArrayList<>();
        if (wanted == 0) {
            return bare;
        }
        Rendering seen = Renderer.small().render(bare);
        Map<PartForm, Integer> whole = areas(seen);
        for (int tries = 0; tries < TRIES && things.size() < wanted; tries++) {
            Occluder thing = occluder();
            Rendering covered = Renderer.small().covered(seen, thing);
            if (mostlySeen(areas(covered), whole)) {
                things.add(thing);
                seen = covered;
            }
        }
        return bare.with(things);
    }

    private Occluder occluder() {
        Occluder.Kind[] kinds = Occluder.Kind.values();
        Colour colour = new Colour(random.nextDouble(), .4 + .3 * random.nextDouble(), .3 + .3 * random.nextDouble());
        double x = 4 + 56 * random.nextDouble();
        double y = 10 + 50 * random.nextDouble();
        Occluder.Kind kind = kinds[random.nextInt(kinds.length)];
        double angle = kind == Occluder.Kind.STEM ? spread(.15) : spread(3.1);
        return new Occluder(kind, x, y, angle, 1 + spread(.25), colour);
    }

    private static Map<PartForm, Integer> areas(Rendering rendering) {
        Map<PartForm, Integer> areas = new EnumMap<>(PartForm.class);
        for (PartForm form : rendering.forms()) {
            int sum = 0;
            for (int level : rendering.visible(form)) {
                sum += level;
            }
            areas.put(form, sum);
        }
        return areas;
    }

    private static boolean mostlySeen(Map<PartForm, Integer> areas, Map<PartForm, Integer> whole) {
        return areas.entrySet().stream()
                .allMatch(area -> area.getValue() >= LEAST_SEEN * whole.getOrDefault(area.getKey(), 0));
    }

    /** Uniform in [-reach, reach]. */
    private double spread(double reach) {
        return reach * (2 * random.nextDouble() - 1);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
