<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Restfelt: det som ikke har noen naturlig plass i arkivmelding, skal bæres i virksomhetsspesifikkeMetadata.
  Modus «restfelt» kalles fra de tre stedene skjemaet tillater det:

    Melding    i mappen, før merknad
    journpost  i journalposten, før merknad
    sakspart   sist i sakspart

  Ennå bærer den ingenting.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:be="http://www.arkivverket.no/Noark4-1-WS-WD/types"
    exclude-result-prefixes="be">

  <xsl:template match="be:Melding | journpost | sakspart" mode="restfelt"/>

</xsl:stylesheet>
