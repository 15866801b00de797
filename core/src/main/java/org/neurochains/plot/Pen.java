package org.neurochains.plot;

/**
 * How one series looks: its colour, and a mark, a dash and a hatching of its own, so that it is told apart without
 * colour too.
 *
 * @param index position of the series' label among the chart's labels
 */
record Pen(int index) {
    private static final String[] DASHES = {"", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2"};

    private int colour() {
        return index % Theme.LIGHT.series().size();
    }

    /** Attributes that fill with the series' colour. */
    String fill() {
        return "class=f" + colour() + " fill=" + colourOnPaper();
    }

    /** Attributes that draw lines in the series' colour. */
    String line() {
        return "class=k" + colour() + " stroke=" + colourOnPaper();
    }

    String colourOnPaper() {
        return Theme.LIGHT.series().get(colour());
    }

    /** The stroke-dasharray; beyond the sixth series the pattern shifts against the colours. */
    String dash() {
        String dash = DASHES[(index + index / DASHES.length) % DASHES.length];
        return dash.isEmpty() ? "none" : dash;
    }

    /** Path data of a mark of about the given radius. */
    String mark(double x, double y, double r) {
        return switch ((index + index / 6) % 6) {
            case 0 -> Svg.path("M% %a% % 0 1 0 % 0a% % 0 1 0 % 0z", x - r, y, r, r, 2 * r, r, r, -2 * r);
            case 1 -> Svg.path("M% %h%v%h%z", x - .9 * r, y - .9 * r, 1.8 * r, 1.8 * r, -1.8 * r);
            case 2 -> Svg.path("M% %l% %h%z", x, y - 1.2 * r, 1.15 * r, 2 * r, -2.3 * r);
            case 3 ->
                Svg.path("M% %l% %l% %l% %z", x, y - 1.3 * r, 1.3 * r, 1.3 * r, -1.3 * r, 1.3 * r, -1.3 * r, -1.3 * r);
            case 4 -> Svg.path("M% %l% %h%z", x, y + 1.2 * r, 1.15 * r, -2 * r, -2.3 * r);
            default -> {
                double a = .8 * r;
                yield Svg.path(
                        "M% %h%v%h%v%h%v%h%v%h%v%h%z", x - .4 * r, y - 1.2 * r, a, a, a, a, -a, a, -a, -a, -a, -a, a);
            }
        };
    }

    /** Path data of lines across a rectangle; none for the first series. */
    String hatch(double x, double y, double width, double height) {
        StringBuilder lines = new StringBuilder();
        switch ((index + index / 6) % 6) {
            case 1 -> slopes(lines, x, y, width, height, false);
            case 2 -> {
                for (double at = 5; at < height; at += 5) {
                    lines.append(Svg.path("M% %h%", x, y + at, width));
                }
            }
            case 3 -> slopes(lines, x, y, width, height, true);
            case 4 -> {
                for (double at = 4; at < width; at += 4) {
                    lines.append(Svg.path("M% %v%", x + at, y, height));
                }
            }
            case 5 -> {
                slopes(lines, x, y, width, height, true);
                slopes(lines, x, y, width, height, false);
            }
            default -> {}
        }
        return lines.toString();
    }

    /** Lines at 45 degrees, cut at the rectangle's sides. */
    private static void slopes(StringBuilder lines, double x, double y, double width, double height, boolean falling) {
        for (double sum = 6; sum < width + height; sum += 7) {
            double fromX = Math.max(0, sum - height);
            double toX = Math.min(width, sum);
            double fromY = sum - fromX;
            double toY = sum - toX;
            lines.append(Svg.path(
                    "M% %L% %",
                    x + fromX, y + (falling ? height - fromY : fromY), x + toX, y + (falling ? height - toY : toY)));
        }
    }
}
