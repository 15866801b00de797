package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One individual as layers, back to front, in creature units. The body is the same for all species; only the forms
 * differ.
 *
 * <p>The place of everything depends on the individual alone, never on which forms it has.
 */
final class Creature {

    private static final double HEAD_RADIUS = 13;
    private static final double TRUNK_X = 44;
    private static final double TRUNK_Y = 58;

    /**
     * A drawing, and the form it shows.
     *
     * @param form the part, or null for the body
     */
    record Layer(@Nullable PartForm form, Shapes figure) {}

    private final Individual individual;
    private final Set<PartForm> forms;
    private final AffineTransform headJoint;
    private final Shape trunk;
    private final Shape neck;
    private final List<Layer> layers = new ArrayList<>();

    private Creature(Individual individual, Set<PartForm> forms) {
        this.individual = individual;
        this.forms = forms;
        Gesture gesture = individual.gesture();
        this.headJoint = AffineTransform.getTranslateInstance(58, 50);
        headJoint.concatenate(Turn.by(gesture.head()));
        headJoint.translate(13, -17);
        this.trunk = oval(TRUNK_X, TRUNK_Y, 24 * gesture.length(), 15.5 * gesture.height());
        Point2D head = headJoint.transform(new Point2D.Double(0, 0), null);
        this.neck = pen(48, 48)
                .by(56, 44, head.getX() - 9, head.getY() - 2)
                .to(head.getX() + 8, head.getY() + 8)
                .by(66, 56, 64, 66)
                .closed();
    }

    /** The layers of an individual with the given forms, back to front. */
    static List<Layer> layers(Individual individual, Set<PartForm> forms) {
        Creature creature = new Creature(individual, forms);
        creature.draw();
        return creature.layers;
    }

    private void draw() {
        part(Slot.TAIL, Turn.at(TRUNK_X - 20, TRUNK_Y - 5, angle(Slot.TAIL), size(Slot.TAIL)));
        part(Slot.CROWN, onHead(Slot.CROWN));
        layers.add(new Layer(null, body()));
        for (PartForm form : forms) {
            if (form.slot() == Slot.COAT) {
                layers.add(new Layer(form, coat(form)));
            }
        }
        feet();
        part(Slot.SNOUT, onHead(Slot.SNOUT));
        part(Slot.EYE, onHead(Slot.EYE));
        part(Slot.WING, Turn.at(TRUNK_X - 2, TRUNK_Y - 6, angle(Slot.WING), size(Slot.WING)));
    }

    private void part(Slot slot, AffineTransform joint) {
        Colour colour = individual.palette().of(slot);
        for (PartForm form : forms) {
            if (form.slot() == slot) {
                layers.add(new Layer(form, drawing(form, colour).transformed(joint)));
            }
        }
    }

    private void feet() {
        Colour colour = individual.palette().of(Slot.FEET);
        for (PartForm form : forms) {
            if (form.slot() == Slot.FEET) {
                Shapes both = new Shapes();
                for (int leg = 0; leg < 2; leg++) {
                    Point2D ankle = ankle(leg);
                    both.add(
                            drawing(form, colour).transformed(Turn.at(ankle.getX(), ankle.getY(), 0, size(Slot.FEET))));
                }
                layers.add(new Layer(form, both));
            }
        }
    }

    private static Shapes drawing(PartForm form, Colour colour) {
        return switch (form) {
            case MUZZLE -> Snouts.muzzle(colour);
            case BEAK -> Snouts.beak(colour);
            case BILL -> Snouts.bill(colour);
            case HORN -> Crowns.horn(colour);
            case EARS -> Crowns.ears(colour);
            case COMB -> Crowns.comb(colour);
            case FEATHERS -> Wings.feathers(colour);
            case LEATHER -> Wings.leather(colour);
            case MANE_TAIL -> Tails.mane(colour);
            case FAN_TAIL -> Tails.fan(colour);
            case PADDLE_TAIL -> Tails.paddle(colour);
            case ARROW_TAIL -> Tails.arrow(colour);
            case ROPE_TAIL -> Tails.rope(colour);
            case HOOVES -> Feet.hoof(colour);
            case TALONS -> Feet.talons(colour);
            case WEBS -> Feet.web(colour);
            case PAWS -> Feet.paw(colour);
            case EYE -> eye(colour);
            case STRIPES, SPOTS -> throw new IllegalArgumentException(form + " needs the skin it is on");
        };
    }

    private Shapes coat(PartForm form) {
        Area skin = new Area(trunk);
        skin.add(new Area(neck));
        Colour colour = individual.palette().of(Slot.COAT);
        return form == PartForm.STRIPES
                ? Coats.stripes(skin, colour, individual.coatSeed())
                : Coats.spots(skin, colour, individual.coatSeed());
    }

    private Shapes body() {
        Colour colour = individual.palette().body();
        Shapes body = new Shapes();
        for (int leg = 0; leg < 2; leg++) {
            Shape path =
                    pen(hip(leg), 64).to(ankle(leg).getX(), ankle(leg).getY()).open();
            body.rope(path, 6, colour.lighter(-.06));
        }
        Shape head = headJoint.createTransformedShape(oval(0, 0, HEAD_RADIUS, HEAD_RADIUS));
        Area whole = new Area(trunk);
        whole.add(new Area(neck));
        whole.add(new Area(head));
        Shape belly = oval(TRUNK_X + 1, TRUNK_Y + 7, 17 * individual.gesture().length(), 6);
        return body.shape(whole, colour).veil(belly, colour.lighter(.3), .5);
    }

    private static Shapes eye(Colour colour) {
        return new Shapes()
                .shape(oval(3, -4, 4.6, 4.6), new Colour(0, 0, 1))
                .flat(oval(4.2, -4, 3, 3.2), colour)
                .flat(oval(4.6, -4, 1.7, 1.9), new Colour(0, 0, .05))
                .flat(oval(3.6, -5.4, 1, 1), new Colour(0, 0, 1));
    }

    private AffineTransform onHead(Slot slot) {
        AffineTransform joint = new AffineTransform(headJoint);
        joint.concatenate(Turn.at(0, 0, angle(slot), size(slot)));
        return joint;
    }

    private static double hip(int leg) {
        return leg == 0 ? TRUNK_X - 13 : TRUNK_X + 14;
    }

    private Point2D ankle(int leg) {
        double swing = individual.gesture().stride() * (leg == 0 ? -1 : 1);
        return new Point2D.Double(hip(leg) + swing, 85);
    }

    private double angle(Slot slot) {
        return individual.gesture().of(slot).angle();
    }

    private double size(Slot slot) {
        return individual.gesture().of(slot).size();
    }
}
