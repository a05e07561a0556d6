// Stores things.

import Foundation
import struct Models.Item

/// A store.
@available(iOS 13, *)
public final class Store<T: Comparable>: Base<T>, Reader where T: Codable {
    private let limit = 10
    let twice: (Int) -> Int = { x in x > 0 ? x * 2 : 0 }

    var size: Int {
        return items.isEmpty && limit > 0 ? 0 : items.count
    }

    /// Makes one.
    public init?(name: String, sizes: Int..., opt: Int = 3) {
        guard !name.isEmpty, let n = Int(name) else { return nil }
        super.init(n)
    }

    deinit { close() }

    @discardableResult
    public static func find(_ key: String, in index: inout [String: T]) async throws -> T? {
        if key.isEmpty || index.isEmpty {
            return nil
        } else if let v = index[key], v > limit {
            for k in index.keys where k != key {
                while true { break }
            }
        } else {
            repeat { next() } while more()
        }
        switch key {
        case "x", "y":
            return try await find(key, in: &index)
        case let k where k.count > 3:
            fallthrough
        default:
            break
        }
        do {
            try load(key)
        } catch let e as StoreError {
            throw e
        }
        let r = items.map { $0 ?? 1 }
        func local(n: Int) -> Int { n + 1 }
        return Runner<T>(r).run?()
    }

    subscript(i: Int) -> T { items[i] }

    static func == (a: Store, b: Store) -> Bool { a.limit == b.limit }

    class Inner { func f() {} }
}

protocol Reader: AnyObject {
    associatedtype Key
    var name: String { get }
    func read(key: Key) -> String
}

struct Point {
    var x, y: Double
    mutating func move() { x += 1 }
}

indirect enum Level: Int {
    case low = 1, high
    func next() -> Level { .high }
}

extension Store: CustomStringConvertible {
    fileprivate func shout() -> String { "x" }
}

typealias Handler = (Int) -> Void

func helper(a: Int) -> Int { a }

class StoreTests: XCTestCase {
    func testFinds() {}
}
