package org.neurochains.evidence;

import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.Pixels;

/**
 * A picture that excites a filter.
 *
 * @param picture what was reached; of the norm-constrained form stretched to the full range of pixels, and grey where
 *     {@link #flat}
 * @param activation the mean of the filter's map before the activation function, in the original network, of the
 *     picture as optimised (without rounding or clipping)
 * @param flat whether the activation never depended on the image, so that the picture shows nothing
 */
public record Visualisation(Filter filter, Form form, Pixels picture, double activation, boolean flat) {}
