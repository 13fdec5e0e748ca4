/// What exports call time zones, where that is no name of the IANA data: names of Ruby on Rails (Square) for the United States
/// and Canada, and those of Windows.
package enum ZoneNames {
    /// The IANA name for what an export says: an IANA name, `UTC`, `GMT`, or an alias. Nil for anything else, abbreviations
    /// included: `EST` is an offset to some and a place to others.
    package static func identifier(_ name: String) -> String? {
        if name == "UTC" || name == "GMT" || name == "Z" { return "UTC" }
        if let alias = aliases[name] { return alias }
        return name.contains("/") && ZoneTable(name) != nil ? name : nil
    }

    private static let aliases: [String: String] = {
        var aliases: [String: String] = [:]
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: "=").map(String.init)
            if cells.count == 2 { aliases[cells[0]] = cells[1] }
        }
        return aliases
    }()

    private static let table = """
        Eastern Time (US & Canada)=America/New_York
        Central Time (US & Canada)=America/Chicago
        Mountain Time (US & Canada)=America/Denver
        Pacific Time (US & Canada)=America/Los_Angeles
        Atlantic Time (Canada)=America/Halifax
        Arizona=America/Phoenix
        Alaska=America/Juneau
        Hawaii=Pacific/Honolulu
        Indiana (East)=America/Indiana/Indianapolis
        Newfoundland=America/St_Johns
        Saskatchewan=America/Regina
        Puerto Rico=America/Puerto_Rico
        American Samoa=Pacific/Pago_Pago
        Guam=Pacific/Guam
        London=Europe/London
        Dublin=Europe/Dublin
        Paris=Europe/Paris
        Madrid=Europe/Madrid
        Berlin=Europe/Berlin
        Amsterdam=Europe/Amsterdam
        Rome=Europe/Rome
        Warsaw=Europe/Warsaw
        Lisbon=Europe/Lisbon
        Tokyo=Asia/Tokyo
        Sydney=Australia/Sydney
        Melbourne=Australia/Melbourne
        Brisbane=Australia/Brisbane
        Adelaide=Australia/Adelaide
        Perth=Australia/Perth
        Darwin=Australia/Darwin
        Hobart=Australia/Hobart
        Eastern Standard Time=America/New_York
        US Eastern Standard Time=America/Indiana/Indianapolis
        Central Standard Time=America/Chicago
        Canada Central Standard Time=America/Regina
        Mountain Standard Time=America/Denver
        US Mountain Standard Time=America/Phoenix
        Pacific Standard Time=America/Los_Angeles
        Alaskan Standard Time=America/Anchorage
        Hawaiian Standard Time=Pacific/Honolulu
        Atlantic Standard Time=America/Halifax
        Newfoundland Standard Time=America/St_Johns
        GMT Standard Time=Europe/London
        W. Europe Standard Time=Europe/Berlin
        Romance Standard Time=Europe/Paris
        Central Europe Standard Time=Europe/Budapest
        Central European Standard Time=Europe/Warsaw
        E. Europe Standard Time=Europe/Chisinau
        GTB Standard Time=Europe/Bucharest
        FLE Standard Time=Europe/Kyiv
        Greenwich Standard Time=Atlantic/Reykjavik
        Turkey Standard Time=Europe/Istanbul
        Russian Standard Time=Europe/Moscow
        Israel Standard Time=Asia/Jerusalem
        Arab Standard Time=Asia/Riyadh
        Arabian Standard Time=Asia/Dubai
        Egypt Standard Time=Africa/Cairo
        Morocco Standard Time=Africa/Casablanca
        South Africa Standard Time=Africa/Johannesburg
        India Standard Time=Asia/Kolkata
        Singapore Standard Time=Asia/Singapore
        China Standard Time=Asia/Shanghai
        Tokyo Standard Time=Asia/Tokyo
        AUS Eastern Standard Time=Australia/Sydney
        New Zealand Standard Time=Pacific/Auckland
        E. South America Standard Time=America/Sao_Paulo
        Argentina Standard Time=America/Argentina/Buenos_Aires
        Pacific SA Standard Time=America/Santiago
        SA Pacific Standard Time=America/Bogota
        Central Standard Time (Mexico)=America/Mexico_City
        """
}
