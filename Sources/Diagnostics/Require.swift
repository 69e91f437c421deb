/// Stops the process with `message` if an invariant of the program is broken.
///
/// Unlike `precondition`, it also prints under `-O`.
@inlinable
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
