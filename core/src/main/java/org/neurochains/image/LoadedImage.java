package org.neurochains.image;

/**
 * An image that has been read.
 *
 * @param entry its file
 * @param sha256 the digest of the file's content, in lower-case hexadecimal digits
 * @param pixels what the network sees of it, before normalisation
 */
public record LoadedImage(ImageEntry entry, String sha256, Pixels pixels) {}
