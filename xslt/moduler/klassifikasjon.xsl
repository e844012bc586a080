<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Klassifikasjoner, av klassering i saken, i kildens rekkefølge. Skjemaet krever alle tre elementene.
-->
<xsl:stylesheet version="1.0"
    xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="klassering" mode="klassifikasjon">
    <klassifikasjon>
      <!-- klOrdnpri -->
      <referanseKlassifikasjonssystem>
        <xsl:value-of select="normalize-space(klOrdnpri[1])"/>
      </referanseKlassifikasjonssystem>
      <!-- klOrdnver -->
      <klasseID>
        <xsl:value-of select="normalize-space(klOrdnver[1])"/>
      </klasseID>
      <!-- klOvbesk, ellers klOrdnver -->
      <tittel>
        <xsl:call-template name="verdi-eller">
          <xsl:with-param name="felt" select="klOvbesk[1]"/>
          <xsl:with-param name="ellers" select="normalize-space(klOrdnver[1])"/>
        </xsl:call-template>
      </tittel>
    </klassifikasjon>
  </xsl:template>

</xsl:stylesheet>
