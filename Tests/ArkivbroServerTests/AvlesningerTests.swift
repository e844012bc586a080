// SPDX-License-Identifier: Apache-2.0
import ArkivbroCLI
import ArkivbroServer
import Innboks
import Testing
import Utboks

/// What is read of the boxes when somebody measures.
@Suite struct AvlesningerTests {
    private struct Stengt: Error {}

    private func values(_ avlesninger: [Maalinger.Avlesning]) -> [String: [Double]] {
        Dictionary(uniqueKeysWithValues: avlesninger.map { ($0.name, $0.values.map(\.value)) })
    }

    @Test func aBoxThatAnswersIsUpAndTellsWhatItHolds() async {
        var ute = Utbokstall()
        ute.antall = [.parkert: 3]
        let utboks = values(await Avlesninger.utboks { [ute] in ute })
        #expect(utboks["arkivbro_outbox_up"] == [1])
        #expect(
            utboks["arkivbro_outbox_messages"]?.reduce(0, +) == 3 && utboks["arkivbro_outbox_oldest_seconds"] == [0])
        var inne = Innbokstall()
        inne.antall = [.lagret: 2]
        let innboks = values(await Avlesninger.innboks { [inne] in inne })
        #expect(innboks["arkivbro_inbox_up"] == [1] && innboks["arkivbro_inbox_messages"]?.reduce(0, +) == 2)
    }

    /// Numbers that are not there raise no alarm.
    @Test func aBoxThatDoesNotAnswerIsDown() async {
        #expect(values(await Avlesninger.utboks { throw Stengt() }) == ["arkivbro_outbox_up": [0]])
        #expect(values(await Avlesninger.innboks { throw Stengt() }) == ["arkivbro_inbox_up": [0]])
    }
}
