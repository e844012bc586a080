// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// The content models of a schema, to name every violation of a document and not only the first of each parent.
///
/// Reads the part of XML Schema that `schemas/` uses: named complex types with sequences, choices and extensions, and
/// named simple types with enumerations and patterns. It explains; the verdict is libxml2's.
struct ContentModel {
    struct TypeName: Hashable {
        let namespace: String
        let name: String
    }

    private indirect enum Particle {
        case element(name: String, type: TypeName?, min: Int, max: Int?)
        case sequence([Particle], min: Int, max: Int?)
        case choice([Particle], min: Int)
        case base(TypeName)
    }

    private var types: [TypeName: Particle] = [:]
    private var simpleTypes: [TypeName: SimpleType] = [:]
    private var roots: [TypeName: TypeName] = [:]

    private static let xs = "http://www.w3.org/2001/XMLSchema"
    private static let xsi = "http://www.w3.org/2001/XMLSchema-instance"

    init(schemaPath: String) throws {
        var pending = [schemaPath]
        var read = Set<String>()
        while let path = pending.popLast() {
            guard read.insert(path).inserted else { continue }
            guard let schema = XMLDocument(owning: try ResourceLibrary.tree(path: path)).root else { continue }
            let target = schema.attribute("targetNamespace") ?? ""
            for child in schema.children where child.namespace == Self.xs {
                switch child.localName {
                case "include", "import":
                    if let location = child.attribute("schemaLocation") {
                        pending.append(Self.resolve(location, against: path))
                    }
                case "complexType":
                    let name = TypeName(namespace: target, name: child.attribute("name") ?? "")
                    types[name] = particle(ofType: child)
                case "simpleType":
                    guard let restriction = child.child("restriction") else { continue }
                    let name = TypeName(namespace: target, name: child.attribute("name") ?? "")
                    simpleTypes[name] = try SimpleType(
                        base: typeName(restriction.attribute("base") ?? "", in: restriction), restriction: restriction)
                case "element":
                    let name = TypeName(namespace: target, name: child.attribute("name") ?? "")
                    roots[name] = child.attribute("type").map { typeName($0, in: child) }
                default: break
                }
            }
        }
    }

    /// Adds all violations of structure at and below an element that is a root of the schema.
    ///
    /// - Returns: the elements that they are about.
    func judge(_ root: XMLElement, _ paths: XMLPaths, into result: inout SchemaViolations) -> Set<xmlNodePtr> {
        var judgement = Judgement(paths: paths, violations: result)
        visit(root, type: roots[TypeName(namespace: root.namespace, name: root.localName)], &judgement)
        result = judgement.violations
        return judgement.elements
    }

    // MARK: Reading the schema

    private static func resolve(_ location: String, against path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for step in location.split(separator: "/") {
            if step == ".." { _ = parts.popLast() } else if step != "." { parts.append(String(step)) }
        }
        return parts.joined(separator: "/")
    }

    // Our schemas name the types of their own target namespace with or without a prefix, and the metadata catalogue's
    // simple types with one: whatever does not name a complex type here is a leaf.
    private func typeName(_ text: String, in element: XMLElement) -> TypeName {
        let parts = text.split(separator: ":")
        let prefix = parts.count == 2 ? String(parts[0]) : nil
        return TypeName(namespace: element.namespace(ofPrefix: prefix) ?? "", name: String(parts.last ?? ""))
    }

    private func particle(ofType type: XMLElement) -> Particle {
        if let content = type.child("complexContent"), let extended = content.child("extension") {
            let own = particles(in: extended)
            let base = extended.attribute("base").map { Particle.base(typeName($0, in: extended)) }
            return .sequence((base.map { [$0] } ?? []) + own, min: 1, max: 1)
        }
        return .sequence(particles(in: type), min: 1, max: 1)
    }

    private func particles(in parent: XMLElement) -> [Particle] {
        parent.children.compactMap { child in
            let min = Int(child.attribute("minOccurs") ?? "1") ?? 1
            let maxText = child.attribute("maxOccurs") ?? "1"
            let max = maxText == "unbounded" ? nil : Int(maxText)
            switch child.localName {
            case "sequence": return .sequence(particles(in: child), min: min, max: max)
            case "choice": return .choice(particles(in: child), min: min)
            case "element":
                let type = child.attribute("type").map { typeName($0, in: child) }
                return .element(name: child.attribute("name") ?? "", type: type, min: min, max: max)
            default: return nil
            }
        }
    }

    // MARK: Judging a document

    private struct Place {
        let position: Int
        let type: TypeName?
        let max: Int?
        // Inside a group that repeats, order and number are the group's affair.
        let repeats: Bool
    }

    private struct Judgement {
        let paths: XMLPaths
        var violations: SchemaViolations
        var elements = Set<xmlNodePtr>()

        mutating func add(_ rule: SchemaViolation.Rule, _ element: XMLElement, line: Int?) {
            elements.insert(element.pointer)
            violations.add(rule, at: paths.path(of: element), line: line)
        }
    }

    private func visit(_ element: XMLElement, type declared: TypeName?, _ result: inout Judgement) {
        guard let type = instanceType(of: element) ?? declared, let model = types[type] else {
            if let declared, element.isLeaf, !isValid(element.text, declared) {
                result.add(.value(type: declared.name), element, line: element.line)
            }
            // A wildcard: whatever stands inside is judged where it has a declaration of its own.
            for child in element.children {
                let root = roots[TypeName(namespace: child.namespace, name: child.localName)]
                visit(child, type: root, &result)
            }
            return
        }
        var places: [String: Place] = [:]
        var position = 0
        collect(model, position: &position, repeats: false, into: &places)

        var counts: [String: Int] = [:]
        var furthest = 0
        for child in element.children {
            let name = child.localName
            guard let place = places[name], child.namespace == "" || child.namespace == element.namespace else {
                result.add(.unexpected(name), element, line: child.line)
                continue
            }
            counts[name, default: 0] += 1
            if !place.repeats {
                if let max = place.max, counts[name] == max + 1 {
                    result.add(.tooMany(name), element, line: child.line)
                }
                if place.position < furthest {
                    result.add(.misplaced(name), element, line: child.line)
                }
            }
            furthest = max(furthest, place.position)
            visit(child, type: place.type, &result)
        }
        for names in missing(in: model, present: Set(counts.keys)) {
            result.add(.missing(names), element, line: element.line)
        }
    }

    private func isValid(_ text: String, _ type: TypeName) -> Bool {
        if type.namespace == Self.xs { return SimpleType.isValid(text, predefined: type.name, namespace: Self.xs) }
        guard let simple = simpleTypes[type] else { return true }
        return simple.allows(text) && isValid(text, simple.base)
    }

    private func instanceType(of element: XMLElement) -> TypeName? {
        guard let text = element.attribute("type", namespace: Self.xsi) else { return nil }
        let name = typeName(text, in: element)
        return types[name] == nil ? nil : name
    }

    private func collect(
        _ particle: Particle, position: inout Int, repeats: Bool, into places: inout [String: Place]
    ) {
        switch particle {
        case .element(let name, let type, _, let max):
            position += 1
            places[name] = Place(position: position, type: type, max: max, repeats: repeats)
        case .sequence(let parts, _, let max):
            let inner = repeats || max != 1
            let start = position
            for part in parts {
                // The members of a group that repeats share one place.
                if inner { position = start }
                collect(part, position: &position, repeats: inner, into: &places)
            }
        case .choice(let parts, _):
            let start = position
            var end = position
            for part in parts {
                position = start
                collect(part, position: &position, repeats: repeats, into: &places)
                end = max(end, position)
            }
            position = end
        case .base(let name):
            if let base = types[name] { collect(base, position: &position, repeats: repeats, into: &places) }
        }
    }

    private func missing(in particle: Particle, present: Set<String>) -> [[String]] {
        switch particle {
        case .element(let name, _, let min, _):
            return min > 0 && !present.contains(name) ? [[name]] : []
        case .sequence(let parts, let min, _):
            if min == 0, names(in: particle).isDisjoint(with: present) { return [] }
            return parts.flatMap { missing(in: $0, present: present) }
        case .choice(let parts, let min):
            if let chosen = parts.first(where: { !names(in: $0).isDisjoint(with: present) }) {
                return missing(in: chosen, present: present)
            }
            let lacks = parts.map { missing(in: $0, present: present) }
            if min == 0 || lacks.contains(where: \.isEmpty) { return [] }
            return [lacks.compactMap { $0.first?.first }]
        case .base(let name):
            return types[name].map { missing(in: $0, present: present) } ?? []
        }
    }

    private func names(in particle: Particle) -> Set<String> {
        switch particle {
        case .element(let name, _, _, _): [name]
        case .sequence(let parts, _, _), .choice(let parts, _): Set(parts.flatMap { names(in: $0) })
        case .base(let name): types[name].map { names(in: $0) } ?? []
        }
    }
}
