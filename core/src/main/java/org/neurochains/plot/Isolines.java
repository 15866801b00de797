package org.neurochains.plot;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The region of a grid at or above a level, as closed outlines (marching squares with linear interpolation; a saddle is
 * split by the mean of its corners).
 *
 * <p>The grid is thought to be surrounded by lower nodes, so that outlines close along its border.
 */
final class Isolines {
    private final Grid grid;
    private final double level;
    private final int stride;
    /** Each outline crosses an edge of the grid once in each direction: from one crossing to the next. */
    private final Map<Integer, Integer> next = new HashMap<>();

    private Isolines(Grid grid, double level) {
        this.grid = grid;
        this.level = level;
        this.stride = grid.columns() + 2;
    }

    /** Path data in pixels. */
    static String path(Grid grid, double level, Frame frame) {
        Isolines lines = new Isolines(grid, level);
        for (int row = -1; row < grid.rows(); row++) {
            for (int column = -1; column < grid.columns(); column++) {
                lines.march(column, row);
            }
        }
        return lines.join(frame);
    }

    private boolean onGrid(int column, int row) {
        return column >= 0 && row >= 0 && column < grid.columns() && row < grid.rows();
    }

    private boolean inside(int column, int row) {
        return onGrid(column, row) && grid.at(column, row) >= level;
    }

    /** Joins the crossings of one cell, with the inside on the left. */
    private void march(int column, int row) {
        boolean[] in = {
            inside(column, row), inside(column + 1, row), inside(column + 1, row + 1), inside(column, row + 1)
        };
        int[] edges = {
            horizontal(column, row), vertical(column + 1, row), horizontal(column, row + 1), vertical(column, row)
        };
        boolean joined = in[0] == in[2] && in[1] == in[3] && in[0] != in[1] && centre(column, row) >= level;
        for (int side = 0; side < 4; side++) {
            if (in[side] && !in[(side + 1) % 4]) {
                // Leaving the inside across this edge; the outline enters again at the nearest edge that allows it.
                int step = joined ? 1 : 3;
                int other = (side + step) % 4;
                while (in[other] || !in[(other + 1) % 4]) {
                    other = (other + step) % 4;
                }
                next.put(edges[side], edges[other]);
            }
        }
    }

    private double centre(int column, int row) {
        if (!onGrid(column, row) || !onGrid(column + 1, row + 1)) {
            return Double.NEGATIVE_INFINITY;
        }
        double lower = grid.at(column, row) + grid.at(column + 1, row);
        return (lower + grid.at(column, row + 1) + grid.at(column + 1, row + 1)) / 4;
    }

    private int horizontal(int column, int row) {
        return 2 * ((row + 1) * stride + column + 1);
    }

    private int vertical(int column, int row) {
        return horizontal(column, row) + 1;
    }

    private String join(Frame frame) {
        StringBuilder path = new StringBuilder();
        while (!next.isEmpty()) {
            Integer edge = next.keySet().iterator().next();
            char command = 'M';
            for (@Nullable Integer at = edge; at != null; at = next.remove(at)) {
                if (command == 'L' && at.equals(edge)) {
                    break;
                }
                place(path.append(command), at, frame);
                command = 'L';
            }
            path.append('z');
        }
        return path.toString();
    }

    private void place(StringBuilder path, int edge, Frame frame) {
        int column = edge / 2 % stride - 1;
        int row = edge / 2 / stride - 1;
        boolean upright = edge % 2 == 1;
        double share = crossing(column, row, upright ? column : column + 1, upright ? row + 1 : row);
        double atColumn = Math.max(0, Math.min(grid.columns() - 1, upright ? column : column + share));
        double atRow = Math.max(0, Math.min(grid.rows() - 1, upright ? row + share : row));
        double x = frame.pixelX(grid.x().at(atColumn / (grid.columns() - 1)));
        path.append(Svg.path("% %", x, frame.pixelY(grid.y().at(atRow / (grid.rows() - 1)))));
    }

    private double crossing(int column, int row, int toColumn, int toRow) {
        if (!onGrid(column, row)) {
            return 1;
        } else if (!onGrid(toColumn, toRow)) {
            return 0;
        }
        double start = grid.at(column, row);
        return (level - start) / (grid.at(toColumn, toRow) - start);
    }
}
