// SPDX-License-Identifier: Apache-2.0
public import DPVHTTP

extension HTTPSettings {
    /// What tests call servers with.
    ///
    /// However busy the machine is, what is answered is answered. Who tries silence says how long.
    public static var patient: HTTPSettings {
        var settings = HTTPSettings()
        settings.connectSeconds = 120
        settings.answerSeconds = 120
        settings.stallSeconds = 120
        return settings
    }
}
