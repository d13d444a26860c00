/**
 * The command {@code kafka-spark}. {@code tool} knows the commands, {@code tool.see} and {@code
 * tool.move} have them, {@code tool.options} has the options that they share, and {@code
 * tool.output} what they print: each knows only those behind it.
 *
 * <p>A command is a class of its own, which {@code SeeCommands} or {@code MoveCommands} lists, and
 * {@code StreamsCommand} is the pattern:
 *
 * <pre>{@code
 * @Command(name = "streams", description = "Lists the streams of a store.")
 * final class StreamsCommand implements Callable<Integer> {
 *   private final Console console;
 *   @Mixin private final Connections connections;                   // --store, the brokers, …
 *   @Mixin private final StreamArgument stream = new StreamArgument();
 *
 *   StreamsCommand(Console console) {
 *     this.console = console;
 *     this.connections = new Connections(console);
 *   }
 *
 *   @Override
 *   public Integer call() {
 *     try (OffsetStore store = connections.look()) {
 *       …
 *       return 0;
 *     }
 *   }
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>A store:</b> {@code connections.look()} to look, which creates nothing, ends within
 *       {@code --timeout} and shows what it waits for; {@code change()} to change what is there,
 *       and {@code create(location)} to make it if need be. The brokers: {@code
 *       connections.cluster()}, in {@code connections.during("asking the brokers", …)}.
 *   <li><b>A change:</b> the mixin {@code Changing} has {@code --execute} and {@code --fence},
 *       tells what a {@code Change} would do, and makes it; see {@code RewindCommand}. It opens the
 *       store to look, or to change it, and answers control-C.
 *   <li><b>The answer:</b> {@code console.say(table)} for people, or, if {@code console.isJson()},
 *       {@code console.say(Json.object()…)}, once, on a line, with each field always there. No
 *       other line goes to {@code out}.
 *   <li><b>A refusal:</b> throw {@code Refusal}, or let the library's {@code OffsetStoreException},
 *       {@code IllegalStateException} and {@code IllegalArgumentException} through: status 1. What
 *       is wrong with the command line is a {@code ParameterException}: status 2. {@code
 *       console.fail} says what failed of several, and the command goes on and returns 1. The
 *       message is one line with a way out at a shell.
 *   <li><b>Tests</b> run it in this JVM: {@code Ran.of("streams", "--store", location)}. The page
 *       {@code docs/tool.md} has the help of each command and the fields of its JSON; {@code
 *       ToolPageTest} compares both.
 * </ul>
 */
package io.github.kafkaspark.tool;
