package io.llmgw.spi;

import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;

/** Messages in binary: all kinds as part of keys, answers as part of entries too. */
final class MessageFormat {
  private static final int SYSTEM = 'S';
  private static final int USER = 'U';
  private static final int ASSISTANT = 'A';
  private static final int TOOL_RESULT = 'R';

  private MessageFormat() {}

  static void write(BinaryWriter out, Message message) {
    if (message instanceof AssistantMessage assistant) {
      out.tag(ASSISTANT);
      writeAnswer(out, assistant);
    } else if (message instanceof UserMessage) {
      out.tag(USER);
      writeParts(out, message);
    } else if (message instanceof SystemMessage) {
      out.tag(SYSTEM);
      writeParts(out, message);
    } else if (message instanceof ToolResultMessage result) {
      out.tag(TOOL_RESULT);
      out.text(result.callId());
      out.flag(result.error());
      writeParts(out, message);
    } else {
      throw new IllegalStateException("no format for a " + message.getClass().getSimpleName());
    }
  }

  private static void writeParts(BinaryWriter out, Message message) {
    out.list(message.parts(), part -> PartFormat.write(out, part));
  }

  static void writeAnswer(BinaryWriter out, AssistantMessage message) {
    PartFormat.writeState(out, message.state());
    writeParts(out, message);
  }

  static AssistantMessage readAnswer(BinaryReader in) {
    var state = PartFormat.readState(in);
    return new AssistantMessage(in.list(() -> PartFormat.read(in)), state);
  }
}
