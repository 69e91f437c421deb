/// Stops the process with `message` when an invariant of the program is broken.
///
/// `precondition` prints nothing under `-O`; this prints always.
@inlinable
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
