/**
 * A small drawn world whose parts are known: creatures made of parts, each part with its mask, each removable.
 *
 * <p>Everything random about a picture is drawn once into a {@link org.neurochains.bestiary.Scene}; rendering a scene
 * is a pure function of it. A scene without one of its parts therefore differs from the original only where that part
 * was seen.
 */
@NullMarked
package org.neurochains.bestiary;

import org.jspecify.annotations.NullMarked;
