package io.github.kafkaspark.offsets.store;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Base64;

/**
 * What runs in a {@link StoreContractProcess}: reads what to do from its standard input, a line for
 * each, and says on its standard output what came of it. Ends when its input does.
 */
final class StoreContractMain {

  /** Appends by a claim of a race. */
  private static final int APPENDS = 3;

  private final PrintStream out;
  private OffsetStore store;
  private OffsetWriter writer;

  private StoreContractMain(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] unused) throws Exception {
    StoreContractMain main = new StoreContractMain(System.out);
    System.setOut(System.err); // What a log prints is no answer.
    main.out.println(ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0]);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      main.obey(words[0], words.length > 1 ? words[1] : "");
    }
  }

  private void obey(String command, String argument) throws Exception {
    switch (command) {
      case "open":
        open(argument);
        break;
      case "close":
        close();
        out.println("closed");
        break;
      case "claim":
        claimed(Long.parseLong(argument));
        break;
      case "append":
        boolean unused = appended(Long.parseLong(argument));
        break;
      case "append-on":
        appendOn(Long.parseLong(argument));
        break;
      case "race":
        race(Integer.parseInt(argument));
        break;
      default:
        throw new IllegalArgumentException(command);
    }
  }

  private void open(String opener) throws IOException, ClassNotFoundException {
    close();
    byte[] bytes = Base64.getDecoder().decode(opener);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      store = ((SharedStoreContract.Opener) in.readObject()).open();
    }
    out.println("opened");
  }

  private void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private void claimed(long offset) {
    long began = System.nanoTime();
    writer = claim(store, ORDERS, offset);
    say("claimed", writer.latest(), began);
  }

  /** Appends, and returns whether there is a point in appending more. */
  private boolean appended(long offset) {
    long began = System.nanoTime();
    try {
      say("committed", writer.append(NewCommit.batch(at(offset), provenance())), began);
    } catch (StaleWriterException e) {
      out.println("stale");
      return false;
    } catch (OffsetStoreException e) {
      out.println("failed 0 0 " + began + " " + System.nanoTime() + " " + e);
    }
    return true;
  }

  /** Claims, and appends until it is replaced. */
  private void appendOn(long offset) {
    claimed(offset);
    for (long next = offset + 1; appended(next); next++) {}
    writer.close();
  }

  private void race(int claims) {
    for (int i = 1; i <= claims; i++) {
      claimed(i);
      for (int k = 1; k <= APPENDS && appended(i); k++) {}
      writer.close();
    }
    out.println("done");
  }

  /** Says when it began and ended too, by the clock that the processes of a machine share. */
  private void say(String what, OffsetCommit commit, long began) {
    out.println(
        String.join(
            " ",
            what,
            Long.toString(commit.generation()),
            Long.toString(commit.sequence()),
            Long.toString(began),
            Long.toString(System.nanoTime())));
  }
}
