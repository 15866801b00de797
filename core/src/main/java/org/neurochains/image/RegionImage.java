package org.neurochains.image;

/**
 * An image of a region, with what the frozen network says of it.
 *
 * @param file its path inside the image folder, with {@code /} between names
 * @param sha256 the digest of the file's content
 * @param label the index of the class it is said to be, or the predicted one where none is said
 * @param predicted the index of the class of the largest probability; where labels do not exclude each other, its own
 *     class if that is found, else the most probable other one
 * @param probability of that class
 * @param pixels what the network sees of it, before normalisation
 */
public record RegionImage(String file, String sha256, int label, int predicted, double probability, Pixels pixels) {}
