package org.neurochains.bestiary;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Many pictures as one. */
public final class ContactSheet {

    private static final int GAP = 4;

    private ContactSheet() {}

    /**
     * Rows of pictures of one size, a thin white line between them.
     *
     * @param rows pictures from left to right, row by row
     */
    public static BufferedImage of(List<List<BufferedImage>> rows) {
        BufferedImage first = rows.get(0).get(0);
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int width = columns * (first.getWidth() + GAP) - GAP;
        int height = rows.size() * (first.getHeight() + GAP) - GAP;
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(java.awt.Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.get(row).size(); column++) {
                    int x = column * (first.getWidth() + GAP);
                    int y = row * (first.getHeight() + GAP);
                    graphics.drawImage(rows.get(row).get(column), x, y, null);
                }
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }
}
