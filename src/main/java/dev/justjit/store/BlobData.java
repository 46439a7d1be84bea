package dev.justjit.store;

import dev.justjit.bytecode.CodeGroup;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Symbol;
import dev.justjit.record.LoopWords;
import dev.justjit.record.SiteRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The writable memory of a blob as it is at first: the counters of its exits, the words of its loops, the records of
 * its sites, in this order.
 *
 * @param bytes its contents, little-endian
 * @param words what linking fills in
 */
public record BlobData(byte[] bytes, List<Word> words) {
    /**
     * A word that holds the value of a symbol.
     *
     * @param offset from the start of the memory
     */
    public record Word(int offset, Symbol symbol) {}

    /** Where the words of the first loop are. */
    public static int loops(CodeBlob blob) {
        return Long.BYTES * Math.max(1, blob.sites().size());
    }

    /** Where the memory begins that the offsets of site records are from. */
    public static int sites(CodeBlob blob) {
        return loops(blob) + LoopWords.BYTES * blob.loops().size();
    }

    /**
     * @param passes of a loop until a region is asked for
     * @param asks whether the loop with that header ever asks
     */
    public static BlobData of(CodeBlob blob, long passes, IntPredicate asks) {
        ByteBuffer bytes = ByteBuffer.allocate(sites(blob) + blob.recordBytes());
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < blob.loops().size(); i++) {
            int at = loops(blob) + LoopWords.BYTES * i;
            int header = blob.loops().get(i).header();
            bytes.putLong(at + LoopWords.COUNT, asks.test(header) ? passes : LoopWords.NEVER);
            bytes.putLong(at + LoopWords.BACKOFF, 1);
            bytes.putLong(at + LoopWords.HEADER, header);
            bytes.putLong(at + LoopWords.DEPTH, blob.loopDepths()[i]);
        }
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < blob.caches().size(); i++) {
            site(bytes, words, sites(blob), blob.caches().get(i));
        }
        return new BlobData(bytes.array(), words);
    }

    private static void site(
            ByteBuffer bytes, List<Word> words, int first, CodeBlob.CacheSite site) {
        int record = first + site.offset();
        for (int k = 0; k <= site.entries(); k++) {
            int handler = record + k * SiteRecord.ENTRY_BYTES + SiteRecord.HANDLER;
            words.add(new Word(handler, Stub.SITE_MISS.symbol()));
        }
        bytes.putLong(record + SiteRecord.COUNT, site.entries());
        bytes.putLong(record + SiteRecord.FOR_CALL, site.forCall() ? 1 : 0);
        Symbol name =
                site.name() == CodeBlob.CacheSite.INIT
                        ? Symbol.string("__init__")
                        : Symbol.name(site.name()).in(CodeGroup.codeOf(site.unit()));
        words.add(new Word(record + SiteRecord.NAME, name));
    }
}
