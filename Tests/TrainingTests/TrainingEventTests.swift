import Foundation
import Hourglass
import Testing

@Suite struct TrainingEventTests {
  private static let metrics = #"{"loss":0.5,"mse":0.25,"mse01":0.0625,"psnr":12.5,"sse":49}"#
  private static let lines = [
    #"{"epochs":2,"event":"started","loss_name":"mse","parameters":100,"step":3,"steps_per_epoch":6,"#
      + #""training_images":60,"validation_images":10}"#,
    #"{"epoch":1,"event":"step","images":10,"loss":0.125,"step":4,"step_of_epoch":4}"#,
    #"{"epoch":1,"evaluation":\#(metrics),"event":"validation","is_best":true,"step":4,"training_loss":0.125}"#,
    #"{"epoch":1,"event":"validation","is_best":false,"step":4,"training_loss":0.125}"#,
    #"{"epoch":1,"event":"epoch","images_per_second":400,"is_best":true,"recent_loss":0.25,"seconds":1.5,"step":6,"#
      + #""training_loss":0.125,"validation":\#(metrics),"validation_seconds":0.25,"waiting_seconds":0.75}"#,
    #"{"epoch":2,"event":"epoch","images_per_second":400,"is_best":false,"recent_loss":0.25,"seconds":1.5,"step":12,"#
      + #""training_loss":0.125,"validation_seconds":0}"#,
    #"{"event":"checkpoint","path":"runs/a/checkpoints/epoch-00001.safetensors"}"#,
    #"{"ending":"completed","event":"ended","step":12}"#,
    #"{"ending":"failed","event":"ended","message":"the disk is full","step":7}"#,
  ]

  @Test(arguments: lines) func `an event is one JSON object, and comes back from it as it was`(_ line: String) throws {
    let event = try TrainingEvent(jsonLine: line)
    #expect(try event.jsonLine() == line)
    #expect(try JSONDecoder().decode(TrainingEvent.self, from: JSONEncoder().encode(event)) == event)
  }

  @Test func `an event of another name is refused`() {
    #expect(throws: DecodingError.self) { try TrainingEvent(jsonLine: #"{"event":"stopped"}"#) }
  }
}
