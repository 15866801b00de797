package org.neurochains.report;

import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.measure.ScoreTelling;
import org.neurochains.measure.UnseenVerdict;
import org.neurochains.network.UnitKind;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes a document as JSON that may stand inside an HTML script element. */
final class DocumentWriter {
    private DocumentWriter() {}

    /** Writes the JSON form; {@code <} becomes an escape, so that no text in it can end the element. */
    static void write(ReportDocument document, Writer writer) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("schema", ReportDocument.SCHEMA);
        members.put("title", document.title());
        members.put("chain", document.chain());
        members.put("holdsOnUnseen", onUnseen(document.chain().result()));
        members.put("scoreTelling", scoreTelling(document.chain()));
        members.put("topology", document.topology());
        members.put("arrangement", Arrangement.of(document.graph(), document.topology()));
        members.put("images", document.images());
        members.put("filters", document.filters());
        members.put("measures", document.measures());
        members.put("failures", document.failures());
        members.put("removals", document.removals());
        members.put("family", document.family());
        members.put("imageEdges", document.imageEdges());
        members.put("live", document.live());
        write(members, writer);
    }

    /** The command line's verdict on unseen images in words; empty where there is none. */
    private static String onUnseen(ChainRecord.Result result) {
        HeldOut heldOut = result.heldOut();
        ChainRecord.Trust trust = result.trust();
        return heldOut == null
                ? ""
                : UnseenVerdict.of(
                                heldOut,
                                trust == null ? null : trust.holdsOnUnseen(),
                                trust == null ? null : trust.leastAgreement())
                        .words();
    }

    /** The command line's verdict on scores; null where no effect is known. */
    private static @Nullable Map<String, String> scoreTelling(ChainRecord chain) {
        if (chain.effects().isEmpty()) {
            return null;
        }
        ScoreTelling telling = ScoreTelling.of(chain);
        return Map.of("verdict", telling.verdict().words(), "words", telling.words(), "numbers", telling.numbers());
    }

    /** Writes members of an object, and behind them the pictures that they name by their places. */
    static void write(Map<String, ? extends @Nullable Object> members, Writer writer) {
        Map<String, Integer> pictures = new LinkedHashMap<>();
        try (JsonGenerator json = mapper(pictures).createGenerator(writer)) {
            json.writeStartObject();
            members.forEach(json::writePOJOProperty);
            json.writePOJOProperty("pictures", pictures.keySet());
            json.writeEndObject();
        }
    }

    private static JsonMapper mapper(Map<String, Integer> pictures) {
        return JsonMapper.builder(
                        JsonFactory.builder().characterEscapes(new NoMarkup()).build())
                .addModule(new SimpleModule()
                        .addSerializer(new PictureSerializer(pictures))
                        .addSerializer(new KindSerializer()))
                .build();
    }

    /** A picture is written as its place in the document's list. */
    private static final class PictureSerializer extends StdSerializer<Picture> {
        private final Map<String, Integer> places;

        private PictureSerializer(Map<String, Integer> places) {
            super(Picture.class);
            this.places = places;
        }

        @Override
        public void serialize(Picture picture, JsonGenerator json, SerializationContext context) {
            json.writeNumber(places.computeIfAbsent(picture.uri(), uri -> places.size()));
        }
    }

    private static final class KindSerializer extends StdSerializer<UnitKind> {
        private KindSerializer() {
            super(UnitKind.class);
        }

        @Override
        public void serialize(UnitKind kind, JsonGenerator json, SerializationContext context) {
            json.writeString(kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private static final class NoMarkup extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final SerializableString LESS_THAN = new SerializedString("\\u003c");

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes['<'] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == '<' ? LESS_THAN : null;
        }
    }
}
