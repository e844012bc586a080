// SPDX-License-Identifier: Apache-2.0
package import GRDB

extension Database {
    /// The first rows that can be read: one that is spoilt keeps nobody behind it.
    ///
    /// - Parameters:
    ///   - sql: a query without LIMIT; what it answers has an order.
    ///   - read: nil for a row that is spoilt.
    package func lesbare<Value>(
        _ sql: String, _ arguments: StatementArguments, most: Int, _ read: (Row) -> Value?
    ) throws -> [Value] {
        let statement = try cachedStatement(sql: sql + " LIMIT ? OFFSET ?")
        var found: [Value] = []
        var (seen, size) = (0, most)
        while found.count < most {
            // Not a cursor over all: without a limit, the store sorts all that waits to answer with a few.
            let page = try Row.fetchAll(statement, arguments: arguments + [size, seen])
            found += page.compactMap(read)
            seen += page.count
            if page.count < size { break }
            size = max(most, 1000)
        }
        return Array(found.prefix(most))
    }

    /// How a query is answered, in SQLite's words, for tests.
    package func plan(_ sql: String, _ arguments: StatementArguments = []) throws -> [String] {
        try Row.fetchAll(self, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
    }
}
