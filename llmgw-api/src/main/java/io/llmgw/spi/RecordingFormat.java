package io.llmgw.spi;

import io.llmgw.chat.Part;
import io.llmgw.spi.Recording.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recordings in binary. */
final class RecordingFormat {
  private static final int PART = 'P';
  private static final int CALL = 'C';

  /** The arguments of one tool call come in many pieces, each of which names the call. */
  private static final int SAME_CALL = '=';

  private RecordingFormat() {}

  static void write(BinaryWriter out, Recording recording) {
    out.text(recording.texts());
    out.number(recording.others().size());
    Call last = null;
    for (Object other : recording.others()) {
      last = writeOther(out, other, last);
    }
    int[] pieces = recording.pieces();
    out.number(pieces.length);
    for (int piece : pieces) {
      out.number(piece);
    }
  }

  private static @Nullable Call writeOther(BinaryWriter out, Object other, @Nullable Call last) {
    if (other instanceof Part part) {
      out.tag(PART);
      PartFormat.write(out, part);
      return last;
    }
    Call call = (Call) other;
    if (call.equals(last)) {
      out.tag(SAME_CALL);
    } else {
      out.tag(CALL);
      out.number(call.index());
      out.text(call.id());
      out.text(call.name());
    }
    return call;
  }

  static Recording read(BinaryReader in) {
    String texts = in.text();
    List<Object> others = new ArrayList<>();
    int size = in.count(1);
    Call last = null;
    for (int i = 0; i < size; i++) {
      int tag = in.tag();
      if (tag == PART) {
        others.add(PartFormat.read(in));
        continue;
      }
      if (tag == CALL) {
        last = new Call(in.smallNumber(), in.text(), in.text());
      } else if (tag != SAME_CALL) {
        throw BinaryReader.unknown("piece");
      }
      if (last == null) {
        throw CorruptEntryException.damaged("a piece belongs to no tool call");
      }
      others.add(last);
    }
    int[] pieces = new int[in.count(1)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = in.smallNumber();
    }
    return pieces.length == 0 ? Recording.NONE : Recording.of(texts, others, pieces);
  }
}
