/// The words of all terms as one tree: a term ends at a node. Built once, then only read.
package struct TermTrie: Sendable {
    /// For each node and the end: where its edges begin. A node's edges are in order of word.
    private var firstEdge: [Int32] = []
    private var edgeWords: [Int32] = []
    private var edgeNodes: [Int32] = []
    private var firstTerm: [Int32] = []
    private var termNumbers: [Int32] = []

    package init(_ terms: [Term]) {
        var children: [[Int32: Int32]] = [[:]]
        var ends: [[Int32]] = [[]]
        for (number, term) in terms.enumerated() where !term.words.isEmpty {
            var node = 0
            for word in term.words {
                if let next = children[node][word] {
                    node = Int(next)
                } else {
                    children[node][word] = Int32(children.count)
                    node = children.count
                    children.append([:])
                    ends.append([])
                }
            }
            ends[node].append(Int32(number))
        }
        for node in children.indices {
            firstEdge.append(Int32(edgeWords.count))
            firstTerm.append(Int32(termNumbers.count))
            for (word, next) in children[node].sorted(by: { $0.key < $1.key }) {
                edgeWords.append(word)
                edgeNodes.append(next)
            }
            termNumbers += ends[node]
        }
        firstEdge.append(Int32(edgeWords.count))
        firstTerm.append(Int32(termNumbers.count))
    }

    /// Every node but the root has a word before it, and the root a number of its own.
    package static let root = 0

    package func child(_ node: Int, _ word: Int32) -> Int? {
        let edge = firstEdge(node, atLeast: word)
        return edge < Int(firstEdge[node + 1]) && edgeWords[edge] == word ? Int(edgeNodes[edge]) : nil
    }

    /// The edges of a node whose words lie in a range: pairs of word and node.
    package func children(_ node: Int, _ words: Range<Int>) -> [(word: Int, node: Int)] {
        var edge = firstEdge(node, atLeast: Int32(words.lowerBound))
        var found: [(word: Int, node: Int)] = []
        while edge < Int(firstEdge[node + 1]), Int(edgeWords[edge]) < words.upperBound {
            found.append((Int(edgeWords[edge]), Int(edgeNodes[edge])))
            edge += 1
        }
        return found
    }

    package func hasChildren(_ node: Int) -> Bool { firstEdge[node] < firstEdge[node + 1] }

    /// The terms that end at a node.
    package func terms(_ node: Int) -> ArraySlice<Int32> {
        termNumbers[Int(firstTerm[node])..<Int(firstTerm[node + 1])]
    }

    private func firstEdge(_ node: Int, atLeast word: Int32) -> Int {
        var low = Int(firstEdge[node])
        var high = Int(firstEdge[node + 1])
        while low < high {
            let middle = (low + high) / 2
            if edgeWords[middle] < word { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
