package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import io.github.kafkaspark.offsets.store.file.WatchedDisk.Watcher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file of a {@link WatchedDisk}: what a store needs of it, and no more. */
final class WatchedChannel extends FileChannel {

  private final FileChannel channel;
  private final String path;
  private final Watcher watcher;

  WatchedChannel(FileChannel channel, String path, Watcher watcher) {
    this.channel = channel;
    this.path = path;
    this.watcher = watcher;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    SystemCall call = SystemCall.of(Kind.READ, path);
    watcher.before(call);
    int count = channel.read(to);
    watcher.after(call);
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    byte[] bytes = new byte[watcher.taken(from.remaining())];
    from.duplicate().get(bytes);
    SystemCall call = SystemCall.write(path, bytes);
    watcher.before(call);
    from.position(from.position() + channel.write(ByteBuffer.wrap(bytes)));
    watcher.after(call);
    return bytes.length;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    SystemCall call = SystemCall.of(Kind.FORCE, path);
    watcher.before(call);
    if (watcher.forces()) {
      channel.force(metadata);
    }
    watcher.after(call);
  }

  /** A file is closed even if that is reported to have failed. */
  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
    SystemCall call = SystemCall.of(Kind.CLOSE, path);
    watcher.before(call);
    watcher.after(call);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer to, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
