package org.neurochains.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Subnetwork;
import org.neurochains.file.ElementType;
import org.neurochains.network.Network;
import org.neurochains.network.UnitLayer;

/**
 * A chain that the solver went through and that is smaller than the chosen one and made of its filters, so that the
 * page can show it.
 *
 * @param point its place in the curve of chain.json
 * @param bypassed groups that it bypasses and the chosen chain does not
 * @param scores base64 of binary16, little-endian: one for each retained filter of chain.json, in that order, zero
 *     where it lacks the filter
 */
record FamilyMember(int point, List<String> bypassed, String scores) {
    public FamilyMember {
        bypassed = List.copyOf(bypassed);
    }

    /** The members of a chain that has just been found. */
    static List<FamilyMember> of(Chain chain, Network network) {
        List<FamilyMember> members = new ArrayList<>();
        List<ChainRecord.CurvePoint> curve = chain.record().curve();
        for (int i = 0; i < curve.size(); i++) {
            String file = curve.get(i).chain();
            @Nullable Subnetwork other = file == null ? null : chain.curve().get(file);
            if (other != null
                    && curve.get(i).filters() < chain.record().result().filters()) {
                float @Nullable [] scores = within(chain.subnetwork(), other, network);
                if (scores != null) {
                    List<String> bypassed = other.bypassed().stream()
                            .filter(group -> !chain.subnetwork().bypassed().contains(group))
                            .toList();
                    members.add(new FamilyMember(i, bypassed, halves(scores)));
                }
            }
        }
        return members;
    }

    /** Groups that one of some members bypasses. */
    static Set<String> bypassedBy(List<FamilyMember> family) {
        return family.stream().flatMap(member -> member.bypassed().stream()).collect(Collectors.toSet());
    }

    /** The scores that another chain has for this one's filters; null where it has a further filter or way. */
    static float @Nullable [] within(Subnetwork chain, Subnetwork other, Network network) {
        if (!other.bypassed().containsAll(chain.bypassed())) {
            return null;
        }
        List<Float> scores = new ArrayList<>();
        for (UnitLayer unit : network.units()) {
            float[] own = scores(chain, unit);
            float[] theirs = scores(other, unit);
            for (int c = 0; c < own.length; c++) {
                if (own[c] != 0) {
                    scores.add(theirs[c]);
                } else if (theirs[c] != 0) {
                    return null;
                }
            }
        }
        float[] all = new float[scores.size()];
        IntStream.range(0, all.length).forEach(i -> all[i] = scores.get(i));
        return all;
    }

    private static float[] scores(Subnetwork chain, UnitLayer unit) {
        return unit.in(chain.bypassed())
                ? new float[unit.channels()]
                : chain.scores().of(unit.name());
    }

    /** Numbers as binary16, little-endian, in base64. */
    static String halves(float... scores) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * scores.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float score : scores) {
            bytes.putShort(ElementType.toHalf(score));
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
