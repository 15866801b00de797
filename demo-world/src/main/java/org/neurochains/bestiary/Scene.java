package org.neurochains.bestiary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A picture before it is drawn: every random choice, made. Rendering it needs no more randomness.
 *
 * @param forms the creature's parts
 * @param individual its build and colours
 * @param pose where it stands
 * @param backdrop what is behind it
 * @param occluders what is in front of it, back to front
 * @param light the light over all
 */
public record Scene(
        Set<PartForm> forms,
        Individual individual,
        Pose pose,
        Backdrop backdrop,
        List<Occluder> occluders,
        Light light) {

    public Scene {
        forms = Collections.unmodifiableSet(EnumSet.copyOf(forms));
        occluders = List.copyOf(occluders);
    }

    /** The same scene without a part; all else stays as it is. */
    public Scene without(PartForm form) {
        EnumSet<PartForm> rest = EnumSet.copyOf(forms);
        if (!rest.remove(form)) {
            throw new IllegalArgumentException("no " + form.label() + " in this scene: " + forms);
        }
        return with(rest);
    }

    /** The same scene with {@code form} in its slot, in place of whatever is there. */
    public Scene swapped(PartForm form) {
        EnumSet<PartForm> changed = EnumSet.copyOf(forms);
        changed.removeIf(old -> old.slot() == form.slot());
        changed.add(form);
        return with(changed);
    }

    /** The same individual in the same place, with exactly these parts. */
    public Scene with(Set<PartForm> parts) {
        return new Scene(parts, individual, pose, backdrop, occluders, light);
    }

    Scene with(List<Occluder> things) {
        return new Scene(forms, individual, pose, backdrop, things, light);
    }
}
